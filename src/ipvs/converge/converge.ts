import type { IpvsClient } from '../client.ts';
import type { OperationError } from '../errors.ts';
import { serviceId } from '../key.ts';
import type { Operation } from '../model.ts';
import { type PlanOptions, planChanges } from './plan.ts';
import { planDaemons, planTimeouts } from './plan-settings.ts';
import { isListed, type Table, tableRow } from './table.ts';
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

/** The table was not what is wanted after any attempt: another program changes it, or the kernel keeps something else. */
export class UnsettledError extends Error {
  override readonly name = 'UnsettledError';
  /** The first change of the last attempt. */
  readonly operation: Operation | undefined;

  constructor(operation: Operation | undefined) {
    super(`the table does not settle: it was changed ${ATTEMPTS} times, and did not stay so`);
    this.operation = operation;
  }
}

/** What there is, and what is to be there. Services that are the same in both may be left out, of both. */
export interface Comparison {
  readonly current: Table;
  readonly wanted: Wanted;
}

/**
 * What has to be done, now, to make the kernel's IPVS what is wanted. Sync daemons are stopped before all else and started
 * after it: while one runs, the kernel takes no real server of another address family than its service's.
 */
export async function planFor(
  client: IpvsClient,
  { current, wanted }: Comparison,
  options: PlanOptions,
): Promise<Operation[]> {
  const timeouts = wanted.timeouts === undefined ? [] : planTimeouts(await client.timeouts(), wanted.timeouts);
  const daemons = wanted.daemons.size === 0 ? [] : planDaemons(await client.daemons(), wanted.daemons);
  const stops = daemons.filter(({ type }) => type === 'stop-daemon');
  const starts = daemons.filter(({ type }) => type === 'start-daemon');
  return [...timeouts, ...stops, ...planChanges(current, wanted.table, options), ...starts];
}

/**
 * Makes the kernel's IPVS what is wanted, changing only what differs. Where another program changes the table meanwhile, it
 * is read and compared anew, a bounded number of times.
 *
 * @param open gives the client; not before the first comparison, which may find that what is wanted is unsound
 * @param compare reads the kernel's table, and says what is wanted of it
 * @returns the changes that the kernel refuses for what they are; all others are made
 * @throws UnsettledError when the table is never what was wanted
 */
export async function converge(
  open: () => Promise<IpvsClient>,
  compare: () => Promise<Comparison>,
  { verify, ...options }: ConvergeOptions,
): Promise<OperationError[]> {
  let last: Operation | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const comparison = await compare();
    const client = await open();
    const operations = await planFor(client, comparison, options);
    if (operations.length === 0) return [];
    last = operations[0];
    const failures = [...(await client.changeAll(operations)).values()];
    const { refused, overtaken } = judge(failures);
    if (!overtaken && (refused.length > 0 || !verify)) return refused;
  }
  throw new UnsettledError(last);
}

/** Which changes the kernel refuses for what they are, and whether another program was in the way of some. */
function judge(failures: readonly OperationError[]): { refused: OperationError[]; overtaken: boolean } {
  const isLate = ({ operation, code }: OperationError): boolean =>
    OVERTAKEN.get(operation.type)?.includes(code) ?? false;
  const refused = failures.filter((failure) => !isLate(failure));
  // Real servers of a service that was refused are missing it, and nobody else has taken it away.
  const absent = new Set(
    refused.map(({ operation }) => (operation.type === 'add-service' ? serviceId(operation.service.key) : undefined)),
  );
  const overtaken = failures
    .filter(isLate)
    .some(({ operation }) => !(operation.type === 'add-destination' && absent.has(serviceId(operation.key))));
  return { refused, overtaken };
}

/** What of a client reads the kernel's table. */
export type TableReader = Pick<IpvsClient, 'services' | 'destinations'>;

/** All that there is beside all that is wanted. */
export const compareWhole = async (client: TableReader, wanted: Wanted): Promise<Comparison> => ({
  current: await readTable(client, wanted.table),
  wanted,
});

/**
 * The kernel's table. A row that is as in `known` is taken from there: of a long table that is as it is wanted, little is
 * held twice.
 */
export async function readTable(client: TableReader, known: Table = new Map()): Promise<Table> {
  const table: Table = new Map();
  for (const service of await client.services()) {
    const name = serviceId(service.key);
    const destinations = await client.destinations(service.key);
    const row = known.get(name);
    table.set(name, row !== undefined && isListed(row, service, destinations) ? row : tableRow(service, destinations));
  }
  return table;
}
