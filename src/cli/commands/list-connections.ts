import type { Buffer } from 'node:buffer';
import type { IpvsClient } from '../../ipvs/client.ts';
import { type ConnectionEntry, readConnectionLines } from '../../ipvs/proc/connections.ts';
import type { CommandOf } from '../../rules/command.ts';
import { ReverseNames } from '../names/reverse.ts';
import { numericConnections } from '../render/connection-bytes.ts';
import { connectionsHeading, renderConnection } from '../render/connections.ts';
import { cutName } from '../render/cut.ts';
import { renderConnectionsJson } from '../render/json.ts';
import { cannot } from '../report/errors.ts';

type Write = (text: string | Buffer) => void;

/** The connection table, written while it is read: it may be larger than memory. */
export async function listConnections(
  { format, withEngine }: CommandOf<'list-connections'>,
  client: IpvsClient,
  write: Write,
): Promise<void> {
  // Anyone may read the file. Ask the kernel first, so that this listing needs the same permission as any other.
  await client.info();
  if (format.json) writeAll(renderConnectionsJson(readable(client.connections())), write);
  else if (format.numeric) {
    writeAll(numericConnections(connectionLines(), withEngine), write, connectionsHeading(withEngine));
  } else await listWithNames(readable(client.connections()), withEngine, write);
}

function writeAll(parts: Iterator<string | Buffer>, write: Write, heading = ''): void {
  // Read before anything is written: where the table cannot be read, no heading is printed.
  let part = parts.next();
  write(heading);
  for (; !part.done; part = parts.next()) write(part.value);
}

async function listWithNames(chunks: Iterator<ConnectionEntry[]>, withEngine: boolean, write: Write): Promise<void> {
  const names = new ReverseNames();
  const naming = cutName(names.naming);
  let chunk = chunks.next();
  write(connectionsHeading(withEngine));
  for (; !chunk.done; chunk = chunks.next()) {
    const entries = chunk.value;
    await names.lookup(
      entries.flatMap(({ client, virtual, destination }) => [client.address, virtual.address, destination.address]),
    );
    write(entries.map((entry) => renderConnection(entry, naming, withEngine)).join(''));
    names.forget();
  }
}

/** The lines of the connection table. @throws CommandError where it cannot be read */
export const connectionLines = (): Iterator<Buffer> & Iterable<Buffer> => readable(readConnectionLines());

/** Turns an error of reading into a CommandError. */
function* readable<T>(parts: Iterable<T>): Generator<T> {
  try {
    yield* parts;
  } catch (cause) {
    throw cannot('read the connection table', cause);
  }
}
