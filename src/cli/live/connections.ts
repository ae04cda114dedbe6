import type { IpvsClient } from '../../ipvs/client.ts';
import { destinationId } from '../../ipvs/key.ts';
import { type ConnectionEntry, protocolOf } from '../../ipvs/proc/connections.ts';
import { numeric } from '../../rules/naming.ts';
import { connectionsHeading, renderConnection } from '../render/connections.ts';
import type { Row } from './order.ts';

/** The listing of a row's connections, of which no more is read than there is room for. */
export function connectionLines(client: IpvsClient, row: Row, room: number): string[] {
  const lines = connectionsHeading(false).trimEnd().split('\n');
  for (const entries of client.connections()) {
    for (const entry of entries) {
      if (lines.length >= room) return lines;
      if (isOf(entry, row)) lines.push(renderConnection(entry, numeric, false).trimEnd());
    }
  }
  return lines;
}

function isOf(entry: ConnectionEntry, { service, server }: Row): boolean {
  const { key } = service.service;
  const servers = (server === undefined ? service.servers : [server]).map((one) => destinationId(one.server));
  if (!servers.includes(destinationId(entry.destination))) return false;
  if ('fwmark' in key) return true;
  return protocolOf(entry) === key.protocol && destinationId(entry.virtual) === destinationId(key);
}
