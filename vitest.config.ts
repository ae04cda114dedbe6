import { defineConfig } from 'vitest/config';

/** `unit` runs anywhere; `kernel` needs a kernel with IPVS, and runs as root inside the lab (or `--native`). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{netlink,ipvs,rules,cli,json,lab,boot,package,bench}/**/*.test.ts', 'test/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'kernel',
          include: ['test/{kernel,scenarios}/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
