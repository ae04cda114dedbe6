import { defineConfig } from 'vitest/config';
import { timeFactor } from './tools/lab/time-factor.ts';

/**
 * `unit` runs anywhere, and `executable` some of it by the executable; `kernel` needs a kernel with IPVS, and runs as
 * root inside the lab (or `--native`); `systemd` boots machines with systemd by itself.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/{netlink,route,ipvs,rules,diagnose,metrics,cli,json,build,tools,boot,packages,guide}/**/*.test.ts',
          ],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'executable',
          include: ['test/cli/process.test.ts', 'test/packages/man.test.ts'],
          env: { IPVSADM_PROGRAM: 'executable' },
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
      {
        test: {
          name: 'systemd',
          include: ['test/systemd/**/*.test.ts'],
          fileParallelism: false,
          // Each file boots a machine, and its tests go on where the one before has ended.
          bail: 1,
          testTimeout: 600_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
