import type { Buffer } from 'node:buffer';

/** How many entries of the connection table are alike. */
interface Count {
  /** In lower case, as that of a service. `ip` for templates of a mark. */
  readonly protocol: string;
  /** Absent for templates of persistence: they are in no state. */
  readonly state?: string;
  readonly count: number;
}

/** The connection table as numbers: a few dozen of them, however large it is. */
export interface ConnectionCounts {
  readonly connections: readonly Count[];
  readonly templates: readonly Count[];
}

/** Protocol, client, its port, four fields of the virtual service and the real server, state. */
const LINE = /^(\S+) +\S+ +(\S+) +(?:\S+ +){4}(\S+) +\d/;

/** The client's port of a template of persistence. */
const NO_PORT = '0000';

/**
 * Counts lines of `/proc/net/ip_vs_conn`, given in pieces. Not by service: connections of a mark do not say which, and
 * each service would have a dozen series.
 */
export function countConnections(pieces: Iterable<Buffer>): ConnectionCounts {
  const connections = new Map<string, number>();
  const templates = new Map<string, number>();
  for (const piece of pieces) {
    for (const line of piece.toString('latin1').split('\n')) {
      const [, protocol, port, state] = LINE.exec(line) ?? [];
      if (protocol === undefined) continue;
      if (port === NO_PORT) add(templates, protocol);
      else add(connections, `${protocol} ${state}`);
    }
  }
  return {
    connections: Array.from(connections, ([key, count]) => {
      const [protocol = '', state = ''] = key.split(' ');
      return { protocol: protocol.toLowerCase(), state, count };
    }),
    templates: Array.from(templates, ([protocol, count]) => ({ protocol: protocol.toLowerCase(), count })),
  };
}

const add = (counts: Map<string, number>, key: string): Map<string, number> =>
  counts.set(key, (counts.get(key) ?? 0) + 1);
