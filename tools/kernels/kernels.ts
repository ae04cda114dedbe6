import { KERNELS, STABLE_KERNEL, STOCK_KERNELS } from '../lab/kernels.ts';

/** A kernel that the tests run on. */
export interface TestedKernel {
  readonly kernel: string;
  /** The lab's options for it. */
  readonly place: readonly string[];
}

/** Tests that have a guest of their own. */
export interface Part {
  readonly part: string;
  /** Which tests, as arguments of vitest: files, or a shard; empty for all. */
  readonly choice: readonly string[];
}

/** A guest: some tests on one kernel. */
export interface Run extends TestedKernel, Part {
  /** Set if the run fails when the kernel cannot be downloaded. */
  readonly needed?: true;
  /** Set if `ipvsadm` is the executable, and not what Node runs. */
  readonly executable?: true;
}

const light = (version: string): TestedKernel => ({ kernel: version, place: ['--kernel', version] });
const stock = (version: string): TestedKernel => ({ kernel: `stock ${version}`, place: ['--stock', version] });

/** All kernels of the lab, the quick ones first. */
export const ALL_KERNELS: readonly TestedKernel[] = [...KERNELS.map(light), ...STOCK_KERNELS.map(stock)];

export const KERNEL_NAMES: readonly string[] = ALL_KERNELS.map(({ kernel }) => kernel);

/** Tests that unload IPVS, in their own guest: connections left by other tests would keep the module loaded. */
const UNLOADING_FILE = 'test/kernel/cli/module.test.ts';

const UNLOADING: Part = { part: 'unloading', choice: [UNLOADING_FILE] };

/** Faults that are put into clusters, and found: a quarter of an hour on a quiet machine. */
const FAULT_FILES = 'test/kernel/diagnose/**';

/** What compares commands with those of the C ipvsadm, and drives them as processes. */
const COMMAND_FILES = ['test/kernel', 'test/interop', '--exclude', UNLOADING_FILE, '--exclude', FAULT_FILES];

/** A share of some tests: what is broken off loses little, and several guests run at the same time. */
const share = (name: string, choice: readonly string[], number: number, of: number): Part => ({
  part: `${name} ${number} of ${of}`,
  choice: [...choice, `--shard=${number}/${of}`],
});

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

/**
 * What the executable could do in another way: the process, its streams and files, names, and what others do with it.
 * `npm run test:kernels -- --executable` runs all tests by it.
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

const SCENARIO_FILES = ['test/scenarios'];

/** All tests, as guests on one light kernel. The longest stand first. */
const PARTS: readonly Part[] = [
  { part: 'faults', choice: [FAULT_FILES.replace('/**', '')] },
  ...[1, 2, 3].map((number) => share('guides', SCENARIO_FILES, number, 3)),
  ...[1, 2, 3].map((number) => share('commands', COMMAND_FILES, number, 3)),
  UNLOADING,
];

/** All tests of some kernels. */
const partsOn = (kernels: readonly TestedKernel[], parts: readonly Part[]): Run[] =>
  kernels.flatMap((kernel) => parts.map((part) => ({ ...kernel, ...part })));

const byExecutable = (run: Run): Run => ({ ...run, kernel: `${run.kernel} executable`, executable: true });

/** What `npm run test:kernels` runs. */
export interface Wish {
  /** Names of kernels; all when it is empty. */
  readonly only: readonly string[];
  /** Arguments of vitest; all tests when it is empty. */
  readonly choice: readonly string[];
  readonly executable: boolean;
}

/** All guests of a wish. */
export function runsFor({ only, choice, executable }: Wish): Run[] {
  const parts = choice.length === 0 ? PARTS : [{ part: 'chosen', choice }];
  const runs = partsOn(ALL_KERNELS, parts).filter(({ kernel }) => only.length === 0 || only.includes(kernel));
  return executable ? runs.map(byExecutable) : runs;
}

const STABLE = light(STABLE_KERNEL);

const scenarios = (number: number): Run => ({ ...STABLE, ...share('guides', SCENARIO_FILES, number, 3), needed: true });

/**
 * The runs of `npm test`: everything on the stable kernel by Node; what concerns processes once more by the
 * executable; and little on the other light kernels and on one kernel with two processors, that of Debian 13.
 * On a slow machine, the last of them are left out.
 */
export const USUAL_RUNS: readonly Run[] = [
  { ...STABLE, part: 'commands', choice: COMMAND_FILES, needed: true },
  byExecutable({ ...STABLE, part: 'processes', choice: PROCESS_FILES, needed: true }),
  { ...STABLE, ...UNLOADING, needed: true },
  byExecutable({ ...STABLE, ...UNLOADING, needed: true }),
  scenarios(1),
  ...['6.1', '7.2'].map((version) => ({ ...light(version), part: 'smoke', choice: SMOKE_FILES })),
  { ...stock('6.12'), part: 'smoke', choice: SMOKE_FILES },
  scenarios(2),
  scenarios(3),
];
