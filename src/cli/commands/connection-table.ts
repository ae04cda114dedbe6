import type { Buffer } from 'node:buffer';
import type { IpvsClient } from '../../ipvs/client.ts';
import type { ConnectionFilter } from '../../ipvs/proc/connection-filter.ts';
import { readConnectionLines } from '../../ipvs/proc/connections.ts';
import { cannot } from '../report/errors.ts';

/** The lines of the connection table that are meant, in pieces that are overwritten by the next. */
export async function readConnectionTable(client: IpvsClient, filter: ConnectionFilter): Promise<Generator<Buffer>> {
  // Anyone may read the file. Ask the kernel first, so that this listing needs the same permission as any other.
  await client.info();
  return readable(await client.connectionLines(filter));
}

/** All lines of the connection table, whoever asks. */
export const connectionLines = (): Generator<Buffer> => readable(readConnectionLines());

/** Turns an error of reading into a CommandError. */
function* readable<T>(parts: Iterable<T>): Generator<T> {
  try {
    yield* parts;
  } catch (cause) {
    throw cannot('read the connection table', cause);
  }
}
