import type { Buffer } from 'node:buffer';
import { countLines } from '../ipvs/proc/connection-counts.ts';
import { linePattern } from '../ipvs/proc/connection-pattern.ts';

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

const LINE = linePattern({ protocol: '(\\S+)', clientPort: '(\\S+)', state: '(\\S+)' });

/** The client's port of a template of persistence. */
const NO_PORT = '0000';

/**
 * Counts lines of `/proc/net/ip_vs_conn`, given in pieces. Not by service: connections of a mark do not say which, and
 * each service would have a dozen series.
 */
export function countConnections(pieces: Iterable<Buffer>): ConnectionCounts {
  const counts = countLines(pieces, LINE, (protocol, port, state) =>
    port === NO_PORT ? protocol : `${protocol} ${state}`,
  );
  const [connections, templates]: [Count[], Count[]] = [[], []];
  for (const [text, count] of counts) {
    const [name = '', state] = text.split(' ');
    const protocol = name.toLowerCase();
    if (state === undefined) templates.push({ protocol, count });
    else connections.push({ protocol, state, count });
  }
  return { connections, templates };
}
