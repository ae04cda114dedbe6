import type { IpvsClient } from '../../ipvs/client.ts';
import { destinationId } from '../../ipvs/key.ts';
import type { ObservedDestination, Operation } from '../../ipvs/model.ts';
import type { CommandOf } from '../../rules/command.ts';
import { formatEndpoint } from '../../rules/endpoint.ts';
import { operationLine } from '../../rules/operation-line.ts';
import { formatServiceKey } from '../../rules/write-rules.ts';
import type { Environment } from '../environment.ts';
import { EXIT, signalStatus } from '../exit-status.ts';
import { CommandError } from '../report/errors.ts';
import { requireNoFailures } from '../report/failures.ts';

/** Milliseconds between two looks at the connections. */
const INTERVAL = 500;

/**
 * Takes a real server, or a virtual service with all of its servers, out of service without breaking a connection: weight 0,
 * so that nothing new comes, then wait until no active connection is left or the limit has passed, then delete.
 *
 * @throws CommandError when it is not there, or when a signal ends the waiting: what is left of it then is named
 */
export async function drain(command: CommandOf<'drain'>, environment: Environment): Promise<void> {
  const client = await environment.client();
  const { key, server } = command;
  const before = await serversOf(command, client);
  const quiet = before
    .filter(({ weight }) => weight !== 0)
    .map((one): Operation => ({ type: 'edit-destination', key, destination: { ...one, weight: 0 } }));
  await applyOrThrow(quiet, client);
  try {
    await waitUntilQuiet(command, before, client, environment);
  } finally {
    environment.showProgress('');
  }
  const gone: Operation =
    server === undefined ? { type: 'delete-service', key } : { type: 'delete-destination', key, destination: server };
  await applyOrThrow([gone], client);
}

/** @param before the real servers as they were: what an interrupted drain tells how to restore */
async function waitUntilQuiet(
  command: CommandOf<'drain'>,
  before: readonly ObservedDestination[],
  client: IpvsClient,
  { showProgress, pause }: Environment,
): Promise<void> {
  const { key, server, limit } = command;
  const name = `${formatServiceKey(key)}${server === undefined ? '' : ` -r ${formatEndpoint(server.address, server.port)}`}`;
  for (let waited = 0; limit === undefined || waited < limit * 1000; waited += INTERVAL) {
    const active = countActive(await serversOf(command, client));
    if (active === 0) return;
    showProgress(`${name}: active connections: ${active}`);
    const signal = await pause(INTERVAL);
    if (signal === undefined) continue;
    const weights = before.map(({ address, port, weight }) => `${formatEndpoint(address, port)} ${weight}`).join(', ');
    throw new CommandError(
      `interrupted: ${name} gets no new connections; active ones that are left: ${active}`,
      signalStatus(signal),
      { hint: `to take it back, restore the weight with -e: ${weights}` },
    );
  }
}

/** The real servers to drain. */
async function serversOf({ key, server }: CommandOf<'drain'>, client: IpvsClient): Promise<ObservedDestination[]> {
  if ((await client.service(key)) === undefined) throw new CommandError('No such service', EXIT.changeFailed);
  const all = await client.destinations(key);
  if (server === undefined) return all;
  const named = all.filter((one) => destinationId(one) === destinationId(server));
  if (named.length === 0) throw new CommandError('No such destination', EXIT.changeFailed);
  return named;
}

const countActive = (servers: readonly ObservedDestination[]): number =>
  servers.reduce((sum, { activeConnections }) => sum + activeConnections, 0);

async function applyOrThrow(operations: readonly Operation[], client: IpvsClient): Promise<void> {
  const failures = await client.changeAll(operations);
  requireNoFailures(
    Array.from(failures.values(), (error) => ({ where: operationLine(error.operation), error })),
    EXIT.changeFailed,
  );
}
