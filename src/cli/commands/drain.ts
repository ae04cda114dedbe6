import type { IpvsClient } from '../../ipvs/client.ts';
import { destinationId } from '../../ipvs/key.ts';
import type { ObservedDestination, ObservedService, Operation } from '../../ipvs/model.ts';
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

/**
 * 0, the default: a known client of a persistent service still comes to a server of weight 0, and each connection makes
 * it known for longer. Else it goes to another server. Source: Documentation/networking/ipvs-sysctl.rst.
 */
const SYSCTL = 'net.ipv4.vs.expire_quiescent_template';

/** What keeps a server from being deleted. */
interface Left {
  readonly activeConnections: number;
  /** Clients whose new connections still come. Absent if there are none. */
  readonly known: { readonly clients: number; readonly timeout: number } | undefined;
}

/**
 * Takes a real server, or a virtual service with all of its servers, out of service without breaking a connection. It
 * gets weight 0, so that no new client comes, and is deleted when nothing is left or the limit has passed. Nothing is
 * left when there is no active connection, and no client that the kernel still sends there.
 *
 * @throws CommandError when it does not exist, or when a signal ends the waiting; that error names what is left
 */
export async function drain(command: CommandOf<'drain'>, environment: Environment): Promise<void> {
  const client = await environment.client();
  const { key, server } = command;
  const { servers } = await look(command, client);
  const quiet = servers
    .filter(({ weight }) => weight !== 0)
    .map((one): Operation => ({ type: 'edit-destination', key, destination: { ...one, weight: 0 } }));
  await changeAll(quiet, client);
  try {
    await waitUntilDrained(command, servers, client, environment);
  } finally {
    environment.showProgress('');
  }
  const gone: Operation =
    server === undefined ? { type: 'delete-service', key } : { type: 'delete-destination', key, destination: server };
  await changeAll([gone], client);
}

/** @param before the real servers as they were, for the hint how to restore them */
async function waitUntilDrained(
  command: CommandOf<'drain'>,
  before: readonly ObservedDestination[],
  client: IpvsClient,
  environment: Environment,
): Promise<void> {
  const { key, server, limit } = command;
  const endpoint = server === undefined ? '' : ` -r ${formatEndpoint(server.address, server.port)}`;
  const name = `${formatServiceKey(key)}${endpoint}`;
  for (let waited = 0; limit === undefined || waited < limit * 1000; waited += INTERVAL) {
    // The sysctl is read each time, because it may be set while we wait.
    const { service, servers } = await look(command, client);
    const left = leftOf(service, servers, sendsKnownClients());
    if (left.activeConnections === 0 && left.known === undefined) return;
    environment.showProgress(progressText(name, left));
    const signal = await environment.pause(INTERVAL);
    if (signal !== undefined) throw interrupted(name, left, before, signal);
  }
}

/** The virtual service and the real servers to drain. */
async function look(
  { key, server }: CommandOf<'drain'>,
  client: IpvsClient,
): Promise<{ service: ObservedService; servers: ObservedDestination[] }> {
  const service = await client.service(key);
  if (service === undefined) throw new CommandError('No such service', EXIT.changeFailed);
  const all = await client.destinations(key);
  if (server === undefined) return { service, servers: all };
  const servers = all.filter((one) => destinationId(one) === destinationId(server));
  if (servers.length === 0) throw new CommandError('No such destination', EXIT.changeFailed);
  return { service, servers };
}

/** Whether the kernel sends known clients to a server of weight 0. A sysctl that cannot be read has its default, 0. */
const sendsKnownClients = (): boolean => Number(readOrEmpty(`/proc/sys/${SYSCTL.replaceAll('.', '/')}`)) === 0;

function leftOf({ persistence }: ObservedService, servers: readonly ObservedDestination[], sendsKnown: boolean): Left {
  const activeConnections = servers.reduce((sum, one) => sum + one.activeConnections, 0);
  const clients = servers.reduce((sum, one) => sum + one.persistentConnections, 0);
  const come = persistence !== undefined && sendsKnown && clients > 0;
  return { activeConnections, known: come ? { clients, timeout: persistence.timeout } : undefined };
}

function progressText(name: string, { activeConnections, known }: Left): string {
  const active = `${name}: active connections: ${activeConnections}`;
  if (known === undefined) return active;
  const { clients, timeout } = known;
  const until = `these keep coming until ${timeout} s after their last connection, unless sysctl ${SYSCTL} is 1`;
  return `${active}, persistent clients: ${clients}; ${until}`;
}

function interrupted(
  name: string,
  { activeConnections, known }: Left,
  before: readonly ObservedDestination[],
  signal: NodeJS.Signals,
): CommandError {
  const come = known === undefined ? 'no new connections' : 'new connections of known clients only';
  const clients = known === undefined ? '' : `, persistent clients: ${known.clients}`;
  const weights = before.map(({ address, port, weight }) => `${formatEndpoint(address, port)} ${weight}`).join(', ');
  const restore = `to take it back, restore the weight with -e: ${weights}`;
  return new CommandError(
    `interrupted: ${name} gets ${come}; active ones that are left: ${activeConnections}${clients}`,
    signalStatus(signal),
    {
      hint:
        known === undefined ? restore : `${restore}; to keep known clients away, set sysctl ${SYSCTL} to 1 (LVS205)`,
    },
  );
}

async function changeAll(operations: readonly Operation[], client: IpvsClient): Promise<void> {
  const failures = await client.changeAll(operations);
  requireNoFailures(
    Array.from(failures.values(), (error) => ({ where: operationLine(error.operation), error })),
    EXIT.changeFailed,
  );
}
