import type { CasesByCode } from '../case.ts';
import {
  changed,
  withConnections,
  withDaemons,
  withPrograms,
  withServers,
  withServices,
  withSetting,
} from '../changes.ts';
import { NAT, TUN } from '../hosts.ts';

const SERVICE = 'tcp:192.168.100.100:80';

const firstDrained = withServers((server) => ({ ...server, weight: server.address.endsWith('.100') ? 0 : 1 }));

const withoutFirst = changed(
  NAT,
  withServers((server) => (server.address.endsWith('.100') ? undefined : server)),
);

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
        title: 'kube-proxy has a service without endpoints',
        host: changed(
          NAT,
          withServers(() => undefined),
          withPrograms('kube-proxy'),
        ),
      },
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
  LVS204: {
    fires: [
      {
        title: 'sh with a drained server',
        host: changed(NAT, withServices({ scheduler: 'sh', schedulerFlags: ['flag-2'] }), firstDrained),
        objects: [SERVICE],
      },
      {
        title: 'dh, which has no fallback',
        host: changed(NAT, withServices({ scheduler: 'dh' }), firstDrained),
        objects: [SERVICE],
      },
    ],
    silent: [
      {
        title: 'mh with fallback',
        host: changed(NAT, withServices({ scheduler: 'mh', schedulerFlags: ['flag-1'] }), firstDrained),
      },
      { title: 'a scheduler without a hash', host: changed(NAT, firstDrained) },
      { title: 'no server is drained', host: changed(NAT, withServices({ scheduler: 'sh' })) },
    ],
  },
  LVS205: {
    fires: [
      {
        title: 'a drained server has known clients',
        host: changed(
          NAT,
          withServices({ persistence: { timeout: 360 } }),
          firstDrained,
          withServers((server) => ({ ...server, persistentConnections: 3 })),
        ),
        objects: [`${SERVICE}/192.168.2.100:80`],
      },
    ],
    silent: [
      {
        title: 'they go to another server',
        host: changed(
          NAT,
          withServices({ persistence: { timeout: 360 } }),
          firstDrained,
          withServers((server) => ({ ...server, persistentConnections: 3 })),
          withSetting('net/ipv4/vs/expire_quiescent_template', '1'),
        ),
      },
      { title: 'nobody is known', host: changed(NAT, withServices({ persistence: { timeout: 360 } }), firstDrained) },
    ],
  },
  LVS206: {
    fires: [
      {
        title: 'a server with connections was deleted',
        host: changed(withoutFirst, withConnections('192.168.2.100', { states: { ESTABLISHED: 2 } })),
        objects: [`${SERVICE}/192.168.2.100:80`],
      },
      {
        title: 'a service with connections was deleted',
        host: changed(
          withoutFirst,
          withConnections('192.168.2.100', { protocol: 'UDP', virtual: undefined, states: { UDP: 2 } }),
        ),
        objects: ['connections'],
      },
    ],
    silent: [
      { title: 'they are over', host: withoutFirst },
      {
        title: 'the next packet ends them',
        host: changed(
          withoutFirst,
          withConnections('192.168.2.100', { states: { ESTABLISHED: 2 } }),
          withSetting('net/ipv4/vs/expire_nodest_conn', '1'),
        ),
      },
      {
        title: 'they are of another director',
        host: changed(
          withoutFirst,
          withConnections('192.168.2.100', { states: { ESTABLISHED: 2 } }),
          withDaemons({ state: 'backup', interface: 'eth1', syncId: 1 }),
        ),
      },
    ],
  },
};
