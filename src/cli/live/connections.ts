import type { IpvsClient } from '../../ipvs/client.ts';
import { numeric } from '../../rules/naming.ts';
import { connectionsHeading, renderConnection } from '../render/connections.ts';
import type { Row } from './order.ts';

/** The listing of a row's connections, of which no more is read than there is room for. */
export async function connectionLines(client: IpvsClient, { service, server }: Row, room: number): Promise<string[]> {
  const lines = connectionsHeading(false).trimEnd().split('\n');
  // A server of port 0 has the port that the client asked for.
  const only = server && { address: server.server.address, port: server.server.port || undefined };
  for await (const entries of client.connections({ service: service.service.key, server: only })) {
    for (const entry of entries) {
      if (lines.length >= room) return lines;
      lines.push(renderConnection(entry, numeric, false).trimEnd());
    }
  }
  return lines;
}
