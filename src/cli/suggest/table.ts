import { destinationId } from '../../ipvs/key.ts';
import type { DestinationSummary, ServiceKey } from '../../ipvs/model.ts';
import { type ProcService, type ProcServiceKey, readProcTable } from '../../ipvs/proc/table.ts';
import type { Context } from '../../rules/context.ts';
import { formatEndpoint } from '../../rules/endpoint.ts';
import type { Suggestion } from './suggestion.ts';

/**
 * The table, from the file that everyone may read. Netlink would need root, and most who type `sudo ipvsadm` are not
 * root while they type.
 */
const readServices = (): readonly ProcService[] => [...(readProcTable()?.services() ?? [])];

const optionOf = (key: ProcServiceKey): string => ('fwmark' in key ? 'fwmark-service' : `${key.protocol}-service`);

/** The virtual services that an option can name; none for a new one. */
export function services({ command }: Context, option: string): Iterable<Suggestion> {
  if (command === 'add-service') return [];
  return readServices()
    .filter(({ key }) => optionOf(key) === option)
    .map(({ key, scheduler, servers: { length } }) => ({
      value: 'fwmark' in key ? String(key.fwmark) : formatEndpoint(key.address, key.port),
      about: `${scheduler}, ${length} ${length === 1 ? 'server' : 'servers'}`,
    }));
}

/**
 * Real servers: those of the virtual service that was typed, or of all. To be added are those of the others that it
 * does not have.
 */
export function servers({ command, draft: { key } }: Context): Iterable<Suggestion> {
  const table = readServices();
  const own = serversOf(table.filter((service) => key !== undefined && isSame(service.key, key)));
  if (key === undefined) return serversOf(table).values();
  if (command !== 'add-server') return own.values();
  const others = serversOf(table);
  for (const id of own.keys()) others.delete(id);
  return others.values();
}

/** Without the family of a firewall mark, which the file does not tell. */
function isSame(one: ProcServiceKey, other: ServiceKey): boolean {
  if ('fwmark' in one || 'fwmark' in other) return 'fwmark' in one && 'fwmark' in other && one.fwmark === other.fwmark;
  return one.protocol === other.protocol && one.address === other.address && one.port === other.port;
}

const serversOf = (table: readonly ProcService[]): Map<string, Suggestion> =>
  new Map(table.flatMap(({ servers }) => servers.map((server) => [destinationId(server), suggestionOf(server)])));

const suggestionOf = ({ address, port, forwarding, weight, activeConnections }: DestinationSummary): Suggestion => ({
  value: formatEndpoint(address, port),
  about: `${forwarding}, weight ${weight}, ${activeConnections} active`,
});
