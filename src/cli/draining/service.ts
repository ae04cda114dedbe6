import type { IpvsClient } from '../../ipvs/client.ts';
import { destinationId } from '../../ipvs/key.ts';
import type { CommandOf } from '../../rules/command.ts';
import { formatEndpoint } from '../../rules/endpoint.ts';
import { formatServiceKey } from '../../rules/write-rules.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from '../report/errors.ts';
import { type Draining, formatServer, type Target } from './target.ts';

/**
 * The draining of one real server, or of a virtual service with all of its servers.
 *
 * @throws CommandError when it does not exist
 */
export async function drainingOfService(command: CommandOf<'drain'>, client: IpvsClient): Promise<Draining> {
  const { key, server } = command;
  const now = await look(command, client);
  const weights = now.map(({ server: { address, port, weight } }) => `${formatEndpoint(address, port)} ${weight}`);
  return {
    name: server === undefined ? formatServiceKey(key) : formatServer(key, server),
    now,
    weightBefore: ({ server: { weight } }) => weight,
    look: () => look(command, client),
    gone: [
      server === undefined ? { type: 'delete-service', key } : { type: 'delete-destination', key, destination: server },
    ],
    tolerant: false,
    bare: [],
    note: () => {},
    back: `restore the weight with -e: ${weights.join(', ')}`,
  };
}

async function look({ key, server }: CommandOf<'drain'>, client: IpvsClient): Promise<Target[]> {
  const service = await client.service(key);
  if (service === undefined) throw new CommandError('No such service', EXIT.changeFailed);
  const all = (await client.destinations(key)).map((one): Target => ({ service, server: one }));
  if (server === undefined) return all;
  const targets = all.filter((target) => destinationId(target.server) === destinationId(server));
  if (targets.length === 0) throw new CommandError('No such destination', EXIT.changeFailed);
  return targets;
}
