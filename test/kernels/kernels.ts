import { KERNELS, STOCK_KERNELS } from '../lab/kernels.ts';

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

/** Those of `npm test` besides the default kernel, on which everything runs. */
export const SMOKE_KERNELS: readonly TestedKernel[] = [light('6.12'), light('7.2')];

/** What runs on them: every message in both directions, the listings, and processes on a table that changes. */
export const SMOKE_FILES: readonly string[] = [
  'test/kernel/client.test.ts',
  'test/kernel/loads.test.ts',
  'test/kernel/json.test.ts',
  'test/kernel/cli/two-processes.test.ts',
];
