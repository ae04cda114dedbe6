import type { IpvsClient } from './client.ts';
import type { OperationError } from './errors.ts';
import type { Operation } from './operations.ts';
import { type PlanOptions, planChanges } from './plan.ts';
import { planDaemons, planTimeouts } from './plan-settings.ts';
import { destinationName, serviceName, type Table } from './table.ts';
import type { Wanted } from './wanted.ts';

/** Times the kernel's table is read and changed, where others change it at the same time. */
const ATTEMPTS = 5;

/** Answers by which the kernel says that the table is not as it was when it was read. */
const OVERTAKEN: ReadonlyMap<Operation['type'], readonly string[]> = new Map([
  ['add-service', ['EEXIST']],
  ['edit-service', ['ESRCH']],
  ['delete-service', ['ESRCH']],
  ['add-destination', ['EEXIST', 'ESRCH']],
  ['edit-destination', ['ENOENT', 'ESRCH']],
  ['delete-destination', ['ENOENT', 'ESRCH']],
  ['start-daemon', ['EEXIST']],
  ['stop-daemon', ['ESRCH']],
]);

export interface ConvergeOptions extends PlanOptions {
  /** Read the table again after it was changed, and again change what others have changed meanwhile. */
  readonly verify: boolean;
}

/** The table changed under every attempt to make it what is wanted. */
export class UnsettledError extends Error {
  override readonly name = 'UnsettledError';
  constructor() {
    super(`the table does not settle: after ${ATTEMPTS} attempts another program has still changed it`);
  }
}

/** What has to be done, now, to make the kernel's IPVS what is wanted. */
export async function planFor(client: IpvsClient, wanted: Wanted, options: PlanOptions): Promise<Operation[]> {
  const operations = wanted.timeouts === undefined ? [] : planTimeouts(await client.timeouts(), wanted.timeouts);
  operations.push(...planChanges(await readTable(client), wanted.table, options));
  if (wanted.daemons.size > 0) operations.push(...planDaemons(await client.daemons(), wanted.daemons));
  return operations;
}

/**
 * Makes the kernel's IPVS what is wanted, changing only what differs. Where another program changes the table meanwhile, it
 * is read and compared anew, a bounded number of times.
 *
 * @returns the changes that the kernel refuses for what they are; all others are made
 * @throws UnsettledError when the table is never what was wanted
 */
export async function converge(
  client: IpvsClient,
  wanted: Wanted,
  { verify, ...options }: ConvergeOptions,
): Promise<OperationError[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const operations = await planFor(client, wanted, options);
    if (operations.length === 0) return [];
    const failures = [...(await client.applyAll(operations)).values()];
    const refused = failures.filter(({ operation, code }) => !OVERTAKEN.get(operation.type)?.includes(code));
    if (refused.length > 0) return refused;
    if (failures.length === 0 && !verify) return [];
  }
  throw new UnsettledError();
}

/** The kernel's table. */
export async function readTable(client: IpvsClient): Promise<Table> {
  const table: Table = new Map();
  for (const service of await client.services()) {
    const destinations = await client.destinations(service.key);
    table.set(serviceName(service.key), {
      service,
      destinations: new Map(destinations.map((one) => [destinationName(one), one])),
    });
  }
  return table;
}
