import type { IpvsClient } from '../client.ts';
import type { OperationError } from '../errors.ts';
import { serviceId } from '../key.ts';
import type { Operation } from '../model.ts';
import { planChanges } from './plan.ts';
import { planDaemons, planTimeouts } from './plan-settings.ts';
import { isListed, type Table, tableRow } from './table.ts';
import { Wanted, type WantedEntry } from './wanted.ts';

/** How often the kernel's table is read and changed, where others change it at the same time. */
const ATTEMPTS = 5;

/** Replies by which the kernel says that the table is not as it was when it was read. */
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

/** How a plan is made. */
export interface PlanOptions {
  /** Real servers that stay keep the weights that they have. Default false. */
  readonly keepWeights?: boolean;
}

/** How a table is made to converge. */
export interface ConvergeOptions extends PlanOptions {
  /** Read the table again after it was changed, and change again what others have changed meanwhile. Default true. */
  readonly verify?: boolean;
}

/** The kernel's table, and the wanted state. Services that are the same in both may be left out of both. */
export interface Comparison {
  readonly current: Table;
  readonly wanted: Wanted;
}

/**
 * The table was not what is wanted after any attempt: another program changes it, or the kernel keeps something else.
 */
export class UnsettledError extends Error {
  override readonly name = 'UnsettledError';
  /** The first change of the last attempt. */
  readonly operation: Operation | undefined;

  constructor(operation: Operation | undefined) {
    super(`the table does not converge: it still differs after ${ATTEMPTS} attempts`);
    this.operation = operation;
  }
}

/**
 * The changes that would make the kernel's table consist of these services and no others, in an order in which no
 * virtual service that has a real server to take connections is without one meanwhile. Nothing is changed.
 *
 * @throws KernelError and SocketError as every reading of the table does
 * @throws TypeError when a service, or a real server of one, is there twice, or an address is invalid
 */
export async function plan(
  client: IpvsClient,
  services: Iterable<WantedEntry>,
  options: PlanOptions = {},
): Promise<Operation[]> {
  return planOf(client, await compareWhole(client, Wanted.of(services)), options);
}

/**
 * Makes the kernel's table consist of these services and no others, as `ipvsadm --apply` does. Only what differs is
 * changed: what stays keeps its connections and counters. Where another program changes the table meanwhile, it is
 * read and compared again, up to five times.
 *
 * @returns the changes that the kernel refuses for what they are; all others are made
 * @throws UnsettledError when the table is never what was wanted
 * @throws UnansweredError when the socket fails in the middle of the changes
 * @throws TypeError before the first change when a service, or a real server of one, is there twice, or an address is
 * invalid
 * @throws RangeError before the first change when a number does not fit
 */
export async function converge(
  client: IpvsClient,
  services: Iterable<WantedEntry>,
  options: ConvergeOptions = {},
): Promise<OperationError[]> {
  const wanted = Wanted.of(services);
  return convergeBy(
    async () => client,
    () => compareWhole(client, wanted),
    options,
  );
}

/**
 * The plan for a comparison. Sync daemons are stopped before all else and started after it: while one runs, the
 * kernel takes no real server of another address family than its service's.
 */
export async function planOf(
  client: IpvsClient,
  { current, wanted }: Comparison,
  { keepWeights = false }: PlanOptions,
): Promise<Operation[]> {
  const timeouts = wanted.timeouts === undefined ? [] : planTimeouts(await client.timeouts(), wanted.timeouts);
  const daemons = wanted.daemons.size === 0 ? [] : planDaemons(await client.daemons(), wanted.daemons);
  const stops = daemons.filter(({ type }) => type === 'stop-daemon');
  const starts = daemons.filter(({ type }) => type === 'start-daemon');
  return [...timeouts, ...stops, ...planChanges(current, wanted.table, keepWeights), ...starts];
}

/**
 * The same as `converge`, by another comparison.
 *
 * @param open gives the client: not before the first comparison, which may find that what is wanted is invalid
 * @param compare reads the kernel's table, and says what is wanted of it
 */
export async function convergeBy(
  open: () => Promise<IpvsClient>,
  compare: () => Promise<Comparison>,
  { verify = true, ...options }: ConvergeOptions,
): Promise<OperationError[]> {
  let last: Operation | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const comparison = await compare();
    const client = await open();
    const operations = await planOf(client, comparison, options);
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

/** The kernel's whole table, and what is wanted. */
export const compareWhole = async (client: IpvsClient, wanted: Wanted): Promise<Comparison> => ({
  current: await readTable(client, wanted.table),
  wanted,
});

/**
 * The kernel's table. A special path for speed: a row that is as in `known` is taken from there, and nothing of it is
 * kept or compared again. Without it the benchmark's `apply: nothing to do, in other words` takes 1.1 to 1.3 times as
 * long.
 */
export async function readTable(client: IpvsClient, known: Table = new Map()): Promise<Table> {
  const table: Table = new Map();
  for await (const { service, destinations } of client.table()) {
    const id = serviceId(service.key);
    const row = known.get(id);
    table.set(id, row !== undefined && isListed(row, service, destinations) ? row : tableRow(service, destinations));
  }
  return table;
}
