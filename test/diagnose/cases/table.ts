import type { CasesByCode } from '../case.ts';
import { changed, withServers } from '../changes.ts';
import { NAT, TUN } from '../hosts.ts';

const SERVICE = 'tcp:192.168.100.100:80';

export const TABLE: CasesByCode = {
  LVS201: {
    fires: [
      {
        title: 'all servers are gone',
        host: changed(
          NAT,
          withServers(() => undefined),
        ),
        objects: [SERVICE],
      },
    ],
    silent: [
      {
        title: 'one server is left',
        host: changed(
          NAT,
          withServers((server) => (server.address.endsWith('.100') ? server : undefined)),
        ),
      },
    ],
  },
  LVS202: {
    fires: [
      {
        title: 'all weights are 0',
        host: changed(
          TUN,
          withServers((server) => ({ ...server, weight: 0, tunnel: { type: 'gue', port: 6080, checksum: 'none' } })),
        ),
        objects: [SERVICE],
      },
    ],
    silent: [
      {
        title: 'one server is drained',
        host: changed(
          NAT,
          withServers((server) => ({ ...server, weight: server.address.endsWith('.100') ? 0 : 1 })),
        ),
      },
    ],
  },
  LVS203: {
    fires: [
      {
        title: 'all servers have reached their thresholds',
        host: changed(
          NAT,
          withServers((server) => ({ ...server, upperThreshold: 2, lowerThreshold: 1 })),
        ),
        objects: [SERVICE],
      },
    ],
    silent: [
      {
        title: 'one server has room',
        host: changed(
          NAT,
          withServers((server) => ({ ...server, upperThreshold: server.address.endsWith('.100') ? 2 : 3 })),
        ),
      },
      {
        title: 'there is no limit',
        host: changed(
          NAT,
          withServers((server) => ({ ...server, activeConnections: 100_000 })),
        ),
      },
    ],
  },
};
