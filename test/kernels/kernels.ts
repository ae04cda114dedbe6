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
export const ALL_KERNELS: readonly TestedKernel[] = [...KERNELS.map(light), ...STOCK_KERNELS.map(stock)];

/** What runs in little time and tells most: every message in both directions, the listings, and processes on a table that changes. */
export const SMOKE_FILES: readonly string[] = [
  'test/kernel/client.test.ts',
  'test/kernel/loads.test.ts',
  'test/kernel/json.test.ts',
  'test/kernel/cli/two-processes.test.ts',
];

/** Tests on one kernel. */
export interface Run extends TestedKernel {
  /** Test files, as vitest takes them; none is all. */
  readonly files: readonly string[];
  /** Set where it is no excuse that the kernel cannot be downloaded. */
  readonly needed?: true;
}

/** What `npm test` runs, the longest first: all on the default kernel, in two guests, and little on the other light ones. */
export const USUAL_RUNS: readonly Run[] = [
  { ...light(DEFAULT_KERNEL), name: `${DEFAULT_KERNEL} guides`, files: ['test/scenarios'], needed: true },
  { ...light(DEFAULT_KERNEL), files: ['test/kernel', 'test/interop'], needed: true },
  ...KERNELS.filter((version) => version !== DEFAULT_KERNEL).map((version) => ({
    ...light(version),
    files: SMOKE_FILES,
  })),
];
