import { z } from 'zod';

/** Environment variable that names the file for the results. */
export const RESULTS_FILE = 'KERNEL_TEST_RESULTS';

/** The results of a run of tests on one kernel. */
export const Results = z.object({
  /** The kernel's own version, as `uname -r` tells it. */
  version: z.string(),
  tests: z.array(
    z.object({
      file: z.string(),
      name: z.string(),
      state: z.enum(['passed', 'failed', 'skipped']),
      /** Why it was skipped, if the test said so. */
      note: z.string(),
    }),
  ),
  /** Failures outside of tests: of a file, or of a hook. */
  errors: z.array(z.string()),
});

export type Results = z.infer<typeof Results>;

/** What came of one guest. */
export const Outcome = z.object({
  /** The kernel's name, and who runs the commands: a row of the report. */
  kernel: z.string(),
  /** Which of the tests, among those of the same kernel. */
  part: z.string(),
  /** Of all attempts. */
  seconds: z.number(),
  /** Results of its tests, or why they did not run. */
  results: z.union([Results, z.string()]),
  /** What failed at first, and did not when it ran once more. */
  flaky: z.array(z.string()),
});

export type Outcome = Readonly<z.infer<typeof Outcome>>;
