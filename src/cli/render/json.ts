import type { Buffer } from 'node:buffer';
import type { Daemon, Info, TableEntry, Timeouts } from '../../ipvs/model.ts';
import { parseConnections } from '../../ipvs/proc/connections.ts';

/** A listing as `src/json/schema.ts` describes it, but for connections, which are written one by one. */
interface Parts {
  readonly ipvs?: Info | undefined;
  readonly services?: readonly TableEntry[];
  readonly timeouts?: Timeouts;
  readonly daemons?: readonly Daemon[];
}

/** Counters have 64 bits, of which a JSON number would lose some: they are text. */
export const exact = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

export function renderJson({ services, ...parts }: Parts): string {
  const document = {
    ...parts,
    services: services?.map(({ service: { key, ...settings }, destinations }) => ({
      ...key,
      ...settings,
      destinations,
    })),
  };
  return `${JSON.stringify(document, exact, 2)}\n`;
}

/**
 * A listing of connections, in pieces: it may be larger than memory.
 *
 * @param pieces whole lines of the kernel
 */
export function* renderConnectionsJson(pieces: Iterable<Buffer>): Generator<string> {
  // The opening goes with the first piece: where the table cannot be read, nothing is written.
  let opening = '{"connections": [\n';
  for (const lines of pieces) {
    const entries = parseConnections(lines);
    yield opening + entries.map((entry) => JSON.stringify(entry)).join(',\n');
    opening = ',\n';
  }
  yield opening === ',\n' ? '\n]}\n' : `${opening}]}\n`;
}
