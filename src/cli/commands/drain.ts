import type { IpvsClient } from '../../ipvs/client.ts';
import { destinationId } from '../../ipvs/key.ts';
import type { ObservedDestination, Operation, Persistence } from '../../ipvs/model.ts';
import type { CommandOf } from '../../rules/command.ts';
import { formatEndpoint } from '../../rules/endpoint.ts';
import { operationLine } from '../../rules/operation-line.ts';
import { formatServiceKey } from '../../rules/write-rules.ts';
import type { Environment } from '../environment.ts';
import { EXIT, signalStatus } from '../exit-status.ts';
import { readOrEmpty } from '../files/read-or-empty.ts';
import { CommandError } from '../report/errors.ts';
import { requireNoFailures } from '../report/failures.ts';

/** Milliseconds between two looks at the connections. */
const INTERVAL = 500;

/** Whether the kernel forgets a persistent client when its server has weight 0, which it does not by default. */
const EXPIRE_QUIESCENT = 'net.ipv4.vs.expire_quiescent_template';
const EXPIRE_QUIESCENT_FILE = `/proc/sys/${EXPIRE_QUIESCENT.replaceAll('.', '/')}`;

type DrainEnvironment = Pick<Environment, 'client' | 'showProgress' | 'pause'>;

/** What still uses the servers that are drained. */
interface Usage {
  readonly active: number;
  /**
   * Persistent connections (the kernel's templates): clients that are still sent here in spite of weight 0. Absent when
   * weight 0 keeps known clients away too.
   */
  readonly persistent?: number | undefined;
  /** Seconds for which a client is remembered after its last connection. */
  readonly timeout?: number | undefined;
}

/**
 * Takes a real server, or a virtual service with all of its servers, out of service without breaking a connection: weight
 * 0, so that nothing new comes, then wait until nothing uses it or the limit has passed, then delete.
 *
 * An active connection uses it. So does each client that a persistent service remembers, while
 * `expire_quiescent_template` is 0: the kernel goes on sending such a client to its server (Documentation/networking/
 * ipvs-sysctl.rst). Where it is 1, the next connection of that client goes to another server.
 *
 * @throws CommandError when it is not there, or when a signal ends the waiting: the message says what still uses it
 */
export async function drain(command: CommandOf<'drain'>, environment: DrainEnvironment): Promise<void> {
  const client = await environment.client();
  const { key, server } = command;
  const { servers: before } = await findTarget(command, client);
  const quiet = before
    .filter(({ weight }) => weight !== 0)
    .map((one): Operation => ({ type: 'edit-destination', key, destination: { ...one, weight: 0 } }));
  await applyOrThrow(quiet, client);
  try {
    await waitUntilUnused(command, before, client, environment);
  } finally {
    environment.showProgress('');
  }
  const gone: Operation =
    server === undefined ? { type: 'delete-service', key } : { type: 'delete-destination', key, destination: server };
  await applyOrThrow([gone], client);
}

/** @param before the real servers as they were: the message of an interrupted drain says how to restore them */
async function waitUntilUnused(
  command: CommandOf<'drain'>,
  before: readonly ObservedDestination[],
  client: IpvsClient,
  { showProgress, pause }: DrainEnvironment,
): Promise<void> {
  const { key, server, limit } = command;
  const name = `${formatServiceKey(key)}${server === undefined ? '' : ` -r ${formatEndpoint(server.address, server.port)}`}`;
  let explained = false;
  for (let waited = 0; limit === undefined || waited < limit * 1000; waited += INTERVAL) {
    const usage = await usageOf(command, client);
    if (usage.active === 0 && !usage.persistent) return;
    if (usage.persistent && !explained) {
      showProgress(`${name}: ${explain(usage)}\n`);
      explained = true;
    }
    showProgress(`${name}: ${describeUsage(usage)}`);
    const signal = await pause(INTERVAL);
    if (signal === undefined) continue;
    throw interrupted(name, usage, before, signal);
  }
}

function interrupted(
  name: string,
  usage: Usage,
  before: readonly ObservedDestination[],
  signal: NodeJS.Signals,
): CommandError {
  const weights = before.map(({ address, port, weight }) => `${formatEndpoint(address, port)} ${weight}`).join(', ');
  const restore = `to take it back, restore the weight with -e: ${weights}`;
  const { active, persistent } = usage;
  const [left, hint] = persistent
    ? [`clients; left are ${describeUsage(usage)}`, `${explain(usage)}; ${restore}`]
    : [`connections; active ones that are left: ${active}`, restore];
  return new CommandError(`interrupted: ${name} gets no new ${left}`, signalStatus(signal), { hint });
}

const describeUsage = ({ active, persistent }: Usage): string =>
  `active connections: ${active}${persistent === undefined ? '' : `, persistent: ${persistent}`}`;

const explain = ({ timeout }: Usage): string =>
  `known clients keep coming until ${timeout} seconds after their last connection; ${EXPIRE_QUIESCENT}=1 ends that`;

/** The sysctl is read at each look, so that setting it ends a wait that is under way. */
async function usageOf(command: CommandOf<'drain'>, client: IpvsClient): Promise<Usage> {
  const { persistence, servers } = await findTarget(command, client);
  const active = sum(servers.map(({ activeConnections }) => activeConnections));
  if (persistence === undefined || forgetsClients()) return { active };
  const persistent = sum(servers.map(({ persistentConnections }) => persistentConnections));
  return { active, persistent, timeout: persistence.timeout };
}

/** A kernel that does not say has the default, 0. */
const forgetsClients = (): boolean => !['', '0'].includes(readOrEmpty(EXPIRE_QUIESCENT_FILE).trim());

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The real servers to drain, and the persistence of their service. */
async function findTarget(
  { key, server }: CommandOf<'drain'>,
  client: IpvsClient,
): Promise<{ servers: ObservedDestination[]; persistence: Persistence | undefined }> {
  const service = await client.service(key);
  if (service === undefined) throw new CommandError('No such service', EXIT.changeFailed);
  const { persistence } = service;
  const all = await client.destinations(key);
  if (server === undefined) return { servers: all, persistence };
  const servers = all.filter((one) => destinationId(one) === destinationId(server));
  if (servers.length === 0) throw new CommandError('No such destination', EXIT.changeFailed);
  return { servers, persistence };
}

async function applyOrThrow(operations: readonly Operation[], client: IpvsClient): Promise<void> {
  const failures = await client.changeAll(operations);
  requireNoFailures(
    Array.from(failures.values(), (error) => ({ where: operationLine(error.operation), error })),
    EXIT.changeFailed,
  );
}
