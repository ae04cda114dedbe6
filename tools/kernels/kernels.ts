import { KERNELS, STABLE_KERNEL, STOCK_KERNELS } from '../lab/kernels.ts';

/** A kernel that the tests run on. */
export interface TestedKernel {
  readonly name: string;
  /** The lab's options for it. */
  readonly place: readonly string[];
}

const light = (version: string): TestedKernel => ({ name: version, place: ['--kernel', version] });
const stock = (version: string): TestedKernel => ({ name: `stock ${version}`, place: ['--stock', version] });

/** All kernels of the lab, the quick ones first. */
const ALL_KERNELS: readonly TestedKernel[] = [...KERNELS.map(light), ...STOCK_KERNELS.map(stock)];

export const KERNEL_NAMES: readonly string[] = ALL_KERNELS.map(({ name }) => name);

/**
 * Tests that say much in little time: every message in both directions, the listings, and processes on a changing
 * table.
 */
export const SMOKE_FILES: readonly string[] = [
  'test/kernel/client.test.ts',
  'test/kernel/proc-table.test.ts',
  'test/kernel/json.test.ts',
  'test/kernel/cli/two-processes.test.ts',
];

/** Tests on one kernel. */
export interface Run extends TestedKernel {
  /** Which tests, as arguments of vitest: files, or a shard; empty for all. */
  readonly choice: readonly string[];
  /** Set if the run fails when the kernel cannot be downloaded. */
  readonly needed?: true;
  /** Set if `ipvsadm` is the executable, and not what Node runs. */
  readonly executable?: true;
}

/**
 * Tests on some kernels.
 *
 * @param names of the kernels, as in KERNEL_NAMES; all when it is empty
 */
export function runsOn(names: readonly string[], choice: readonly string[]): Run[] {
  const chosen = ALL_KERNELS.filter(({ name }) => names.length === 0 || names.includes(name));
  return chosen.map((kernel) => ({ ...kernel, choice }));
}

/** A third of the scenarios. They take the longest, so they run in three guests. */
const scenarios = (part: 1 | 2 | 3): Run => ({
  ...light(STABLE_KERNEL),
  name: `${STABLE_KERNEL} part ${part}`,
  choice: ['test/scenarios', `--shard=${part}/3`],
  needed: true,
});

const UNLOADING_FILE = 'test/kernel/cli/module.test.ts';

/** Tests that unload IPVS, in their own guest: connections left by other tests would keep the module loaded. */
const UNLOADING: Run = {
  ...light(STABLE_KERNEL),
  name: `${STABLE_KERNEL} unloading`,
  choice: [UNLOADING_FILE],
  needed: true,
};

/**
 * Faults that are put into clusters, and found: a quarter of an hour on a quiet machine, and so only part of
 * `npm run test:kernels`.
 */
const FAULT_FILES = 'test/kernel/diagnose/**';

/**
 * What the executable could do in another way: the process, its streams and files, names, and what others do with it.
 * With IPVSADM_PROGRAM=executable, `npm run test:kernels` runs all tests by it, each line of the corpus as a process.
 */
const PROCESS_FILES: readonly string[] = [
  ...[
    'json',
    'cli/complete',
    'cli/confirm',
    'cli/connection-filters',
    'cli/drain-machines',
    'cli/executable',
    'cli/metrics',
    'cli/names',
    'cli/netns',
    'cli/process',
    'cli/restore',
    'cli/save',
    'cli/terminal',
    'cli/trace',
    'cli/watch',
  ].map((name) => `test/kernel/${name}.test.ts`),
  'test/kernel/boot/debian.test.ts',
  'test/interop',
];

/** A run by the executable. */
const byExecutable = (run: Run): Run => ({ ...run, name: `${run.name} executable`, executable: true });

/**
 * The runs of `npm test`: everything on the stable kernel by Node; what concerns processes once more by the
 * executable; and little on the other light kernels and on one kernel with two processors, that of Debian 13.
 * On a slow machine, the last of them are left out.
 */
export const USUAL_RUNS: readonly Run[] = [
  {
    ...light(STABLE_KERNEL),
    choice: ['test/kernel', 'test/interop', '--exclude', UNLOADING_FILE, '--exclude', FAULT_FILES],
    needed: true,
  },
  byExecutable({ ...light(STABLE_KERNEL), choice: PROCESS_FILES, needed: true }),
  UNLOADING,
  byExecutable(UNLOADING),
  scenarios(1),
  ...['6.1', '7.2'].map((version) => ({ ...light(version), choice: SMOKE_FILES })),
  { ...stock('6.12'), choice: SMOKE_FILES },
  scenarios(2),
  scenarios(3),
];
