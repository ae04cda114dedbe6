import { z } from 'zod';

/** Variable of the environment that names the file for the results. */
export const RESULTS_FILE = 'KERNEL_TEST_RESULTS';

/** What a run of tests on one kernel came to. */
export const Results = z.object({
  tests: z.array(
    z.object({
      file: z.string(),
      name: z.string(),
      state: z.enum(['passed', 'failed', 'skipped']),
      /** Why it was skipped, when that was said. */
      note: z.string(),
    }),
  ),
  /** Failures of no test: of a file, or of a hook. */
  errors: z.array(z.string()),
});

export type Results = z.infer<typeof Results>;
