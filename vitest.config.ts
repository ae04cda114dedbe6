import { defineConfig } from 'vitest/config';
import { timeFactor } from './tools/lab/time-factor.ts';

/** `unit` runs anywhere; `kernel` needs a kernel with IPVS, and runs as root inside the lab (or `--native`). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{netlink,ipvs,rules,cli,json,build,tools,boot,packages,guide}/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'kernel',
          include: ['test/{kernel,scenarios,interop}/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: timeFactor * 60_000,
          hookTimeout: timeFactor * 60_000,
        },
      },
    ],
  },
});
