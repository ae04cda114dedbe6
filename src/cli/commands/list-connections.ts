import type { Buffer } from 'node:buffer';
import type { IpvsClient } from '../../ipvs/client.ts';
import { parseConnections } from '../../ipvs/proc/connections.ts';
import type { CommandOf } from '../../rules/command.ts';
import { ReverseNames } from '../names/reverse.ts';
import { numericConnections } from '../render/connection-bytes.ts';
import { connectionsHeading, renderConnection } from '../render/connections.ts';
import { cutName } from '../render/cut.ts';
import { renderConnectionsJson } from '../render/json.ts';
import { readConnectionTable } from './connection-table.ts';

type Write = (text: string | Buffer) => void;

/** The connection table, written while it is read: it may be larger than memory. */
export async function listConnections(
  { filter, format, withEngine }: CommandOf<'list-connections'>,
  client: IpvsClient,
  write: Write,
): Promise<void> {
  const lines = await readConnectionTable(client, filter);
  if (format.json) writeAll(renderConnectionsJson(lines), write);
  else if (format.numeric) writeAll(numericConnections(lines, withEngine), write, connectionsHeading(withEngine));
  else await listWithNames(lines, withEngine, write);
}

function writeAll(parts: Iterator<string | Buffer>, write: Write, heading = ''): void {
  // Read before anything is written: where the table cannot be read, no heading is printed.
  let part = parts.next();
  write(heading);
  for (; !part.done; part = parts.next()) write(part.value);
}

async function listWithNames(pieces: Iterator<Buffer>, withEngine: boolean, write: Write): Promise<void> {
  const names = new ReverseNames();
  const naming = cutName(names.naming);
  let piece = pieces.next();
  write(connectionsHeading(withEngine));
  for (; !piece.done; piece = pieces.next()) {
    const entries = parseConnections(piece.value);
    await names.lookup(
      entries.flatMap(({ client, virtual, destination }) => [client.address, virtual.address, destination.address]),
    );
    write(entries.map((entry) => renderConnection(entry, naming, withEngine)).join(''));
    names.forget();
  }
}
