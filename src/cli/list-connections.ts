import type { IpvsClient } from '../ipvs/client.ts';
import type { ConnectionEntry } from '../ipvs/connections.ts';
import type { CommandOf } from '../rules/command.ts';
import { numeric } from '../rules/naming.ts';
import { CommandError, LISTING_STATUS } from './errors.ts';
import { ReverseNames } from './names/reverse.ts';
import { connectionsHeading, renderConnection } from './render/connections.ts';
import { cutName } from './render/cut.ts';
import { renderConnectionsJson } from './render/json.ts';

/** The connection table, written while it is read: it may be larger than memory. */
export async function listConnections(
  { format, withEngine }: CommandOf<'list-connections'>,
  client: IpvsClient,
  write: (text: string) => void,
): Promise<void> {
  // Anyone may read the file; who may list is for the kernel to say, as with every other listing.
  await client.info();
  if (format.json) {
    for (const text of renderConnectionsJson(chunksOf(client))) write(text);
    return;
  }
  const names = format.numeric ? undefined : new ReverseNames();
  const naming = names === undefined ? numeric : cutName(names.naming);
  const chunks = chunksOf(client);
  // Read before anything is written: a table that cannot be read has no heading either.
  let chunk = chunks.next();
  write(connectionsHeading(withEngine));
  for (; !chunk.done; chunk = chunks.next()) {
    const entries = chunk.value;
    await names?.lookup(
      entries.flatMap(({ client, virtual, destination }) => [client.address, virtual.address, destination.address]),
    );
    write(entries.map((entry) => renderConnection(entry, naming, withEngine)).join(''));
    names?.forget();
  }
}

function* chunksOf(client: IpvsClient): Generator<ConnectionEntry[]> {
  try {
    yield* client.connections();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new CommandError(`cannot read the connection table: ${code}`, LISTING_STATUS, { cause });
  }
}
