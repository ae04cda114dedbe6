import { z } from 'zod';

/** Environment variable that names the file for the results. */
export const RESULTS_FILE = 'KERNEL_TEST_RESULTS';

/** The results of a run of tests on one kernel. */
export const Results = z.object({
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
