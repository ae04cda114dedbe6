import { DEFAULT_KERNEL, KERNELS, STOCK_KERNELS } from '../lab/kernels.ts';

/** A kernel that the tests run on. */
export interface TestedKernel {
  readonly name: string;
  /** The lab's options for it. */
  readonly place: readonly string[];
}

const light = (version: string): TestedKernel => ({ name: version, place: ['--kernel', version] });
const stock = (version: string): TestedKernel => ({ name: `stock ${version}`, place: ['--stock', version] });

/** All that the lab has, the quick ones first. */
const ALL_KERNELS: readonly TestedKernel[] = [...KERNELS.map(light), ...STOCK_KERNELS.map(stock)];

export const KERNEL_NAMES: readonly string[] = ALL_KERNELS.map(({ name }) => name);

/** What runs in little time and tells most: every message in both directions, the listings, and processes on a table that changes. */
export const SMOKE_FILES: readonly string[] = [
  'test/kernel/client.test.ts',
  'test/kernel/proc-table.test.ts',
  'test/kernel/json.test.ts',
  'test/kernel/cli/two-processes.test.ts',
];

/** Tests on one kernel. */
export interface Run extends TestedKernel {
  /** Which tests, as vitest is told: files, a part of them; nothing is all. */
  readonly choice: readonly string[];
  /** Set where it is no excuse that the kernel cannot be downloaded. */
  readonly needed?: true;
}

/**
 * Tests on some kernels.
 *
 * @param names of the kernels, as in KERNEL_NAMES; all where there are none
 */
export function runsOn(names: readonly string[], choice: readonly string[]): Run[] {
  const chosen = ALL_KERNELS.filter(({ name }) => names.length === 0 || names.includes(name));
  return chosen.map((kernel) => ({ ...kernel, choice }));
}

/** A third of the scenarios on the default kernel: they take the longest, so they are dealt out. */
const scenarios = (part: 1 | 2 | 3): Run => ({
  ...light(DEFAULT_KERNEL),
  name: `${DEFAULT_KERNEL} part ${part}`,
  choice: ['test/scenarios', `--shard=${part}/3`],
  needed: true,
});

const UNLOADING_FILE = 'test/kernel/cli/module.test.ts';

/** What takes IPVS out of the kernel, in a guest of its own: connections that other tests leave behind would hold it there. */
const UNLOADING: Run = {
  ...light(DEFAULT_KERNEL),
  name: `${DEFAULT_KERNEL} unloading`,
  choice: [UNLOADING_FILE],
  needed: true,
};

/**
 * What `npm test` runs: all on the default kernel and little on the other light ones, in guests that take a processor each, and little on
 * one kernel with two processors, that of Debian 13.
 */
export const USUAL_RUNS: readonly Run[] = [
  { ...light(DEFAULT_KERNEL), choice: ['test/kernel', 'test/interop', '--exclude', UNLOADING_FILE], needed: true },
  scenarios(1),
  scenarios(2),
  scenarios(3),
  UNLOADING,
  ...KERNELS.filter((version) => version !== DEFAULT_KERNEL).map((version) => ({
    ...light(version),
    choice: SMOKE_FILES,
  })),
  { ...stock('6.12'), choice: SMOKE_FILES },
];
