import { changed, withConnections, withServers } from '../changes.ts';
import type { RecordedHost } from '../recorded-host.ts';

/** Connections to the first server that get no answer, and how many packets these were. */
export const failing = (host: RecordedHost, address: string, inPackets: bigint, outPackets = 0n): RecordedHost =>
  changed(
    host,
    withConnections(address, { states: { SYN_RECV: 3 }, longest: { SYN_RECV: [58, 58, 58] } }),
    withServers((server) =>
      server.address === address
        ? { ...server, stats: { ...server.stats, connections: 3n, inPackets, outPackets } }
        : server,
    ),
  );
