import type { ConnectionSum } from '../../../src/diagnose/facts/connections.ts';
import { MARTIAN_SOURCE } from '../../../src/diagnose/facts/counters.ts';
import type { ForwardingMethod } from '../../../src/ipvs/model.ts';
import type { CasesByCode } from '../case.ts';
import {
  changed,
  withConnections,
  withCounter,
  withIptables,
  withLink,
  withListeners,
  withNeighbour,
  withoutConnections,
  withServers,
  withServices,
  withSetting,
  withWay,
} from '../changes.ts';
import { DR, FWMARK, NAT, NAT6, TUN } from '../hosts.ts';
import type { RecordedHost } from '../recorded-host.ts';
import { failing } from './failing.ts';

const SERVICE = 'tcp:192.168.100.100:80';
const WEB1 = '192.168.2.100';

/** All servers get their packets by masquerading. */
const masqueraded = withServers((server) => ({ ...server, forwarding: 'masquerade' }));

/** The first server is this machine itself. */
const local = (forwarding: ForwardingMethod) =>
  withServers((server) => (server.address === WEB1 ? { ...server, address: '192.168.2.1', forwarding } : server));

/** Name servers behind NAT, and the packets of the first one. */
const nameServers = (outPackets: bigint): RecordedHost =>
  changed(
    NAT,
    withoutConnections,
    withServices({ key: { protocol: 'udp', address: '192.168.100.100', port: 53 } }),
    withServers((server) => ({
      ...server,
      port: 53,
      stats: { ...server.stats, connections: 3n, inPackets: 6n, outPackets: server.address === WEB1 ? outPackets : 3n },
    })),
  );

/** Other connections to a server of NAT, three in all, and their packets. */
const refused = (
  host: RecordedHost,
  address: string,
  seen: Partial<ConnectionSum>,
  inPackets: bigint,
  outPackets: bigint,
): RecordedHost => changed(failing(host, address, inPackets, outPackets), withConnections(address, seen));

export const SERVERS: CasesByCode = {
  LVS301: {
    fires: [
      {
        title: 'forwarding is off',
        host: changed(NAT, withSetting('net/ipv4/ip_forward', '0'), withSetting('net/ipv4/conf/eth1/forwarding', '0')),
        objects: ['net.ipv4.ip_forward'],
      },
      {
        title: 'forwarding is off for the interface of the servers',
        host: changed(NAT, withSetting('net/ipv4/conf/eth1/forwarding', '0')),
        objects: ['net.ipv4.conf.eth1.forwarding'],
      },
      {
        title: 'IPv6 forwarding is off',
        host: changed(
          NAT6,
          withSetting('net/ipv6/conf/all/forwarding', '0'),
          withSetting('net/ipv6/conf/eth1/forwarding', '0'),
        ),
        objects: ['net.ipv6.conf.all.forwarding'],
      },
      {
        title: 'it is off, and packets of clients get the mark of masqueraded servers',
        host: changed(FWMARK, masqueraded, withSetting('net/ipv4/ip_forward', '0')),
        objects: ['net.ipv4.ip_forward'],
      },
    ],
    silent: [
      {
        title: 'it is off, and only packets of this machine get the mark of masqueraded servers',
        host: changed(
          FWMARK,
          masqueraded,
          withSetting('net/ipv4/ip_forward', '0'),
          withIptables('*mangle', ':OUTPUT ACCEPT', '-A OUTPUT -o lo -j MARK --set-xmark 0xa/0xffffffff', 'COMMIT'),
        ),
      },
      { title: 'it is off, and no server is masqueraded', host: changed(DR, withSetting('net/ipv4/ip_forward', '0')) },
      {
        title: 'it is off for an interface without servers',
        host: changed(NAT, withSetting('net/ipv4/conf/eth0/forwarding', '0')),
      },
    ],
  },
  LVS302: {
    fires: [
      {
        title: 'there is no route',
        host: changed(NAT, withWay(WEB1, { refusal: 'ENETUNREACH' })),
        objects: [`${SERVICE}/${WEB1}:80`],
      },
      {
        title: 'the route says unreachable',
        host: changed(TUN, withWay('10.1.0.11', { refusal: 'EHOSTUNREACH' })),
        objects: [`${SERVICE}/10.1.0.11:80`],
      },
    ],
    silent: [
      {
        title: 'the server is this machine',
        host: changed(NAT, withWay(WEB1, { route: { type: 'local', output: 1 } })),
      },
    ],
  },
  LVS303: {
    fires: [
      {
        title: 'the server does not answer',
        host: changed(NAT, withNeighbour(7, WEB1, 'failed')),
        objects: [`${SERVICE}/${WEB1}:80`],
      },
      {
        title: 'the router does not answer',
        host: changed(TUN, withNeighbour(6, '192.168.100.254', 'failed')),
        objects: [`${SERVICE}/10.1.0.11:80`, `${SERVICE}/10.1.0.12:80`],
      },
    ],
    silent: [
      { title: 'the server was not asked for some time', host: changed(NAT, withNeighbour(7, WEB1, 'stale')) },
      { title: 'another interface has failed to find it', host: changed(NAT, withNeighbour(6, WEB1, 'failed')) },
    ],
  },
  LVS304: {
    fires: [
      {
        title: 'the interface of the servers has no carrier',
        host: changed(NAT, withLink('eth1', { running: false })),
        objects: ['eth1'],
      },
    ],
    silent: [
      { title: 'another interface has no carrier', host: changed(NAT, withLink('eth0', { running: false })) },
      {
        title: 'its servers are drained',
        host: changed(
          NAT,
          withLink('eth1', { running: false }),
          withServers((server) => ({ ...server, weight: 0 })),
        ),
      },
    ],
  },
  LVS305: {
    fires: [
      {
        title: 'a server is 127.0.0.1',
        host: changed(
          NAT,
          withServers((server) => (server.address === WEB1 ? { ...server, address: '127.0.0.1' } : server)),
        ),
        objects: [`${SERVICE}/127.0.0.1:80`],
      },
    ],
    silent: [
      {
        title: 'a local server has an address of this machine',
        host: changed(
          NAT,
          withServers((server) =>
            server.address === WEB1 ? { ...server, address: '192.168.2.1', forwarding: 'local' } : server,
          ),
        ),
      },
    ],
  },
  LVS306: {
    fires: [
      {
        title: 'a client of the network of the servers',
        host: changed(
          failing(NAT, WEB1, 9n),
          withConnections(WEB1, { states: { SYN_RECV: 3 }, clients: ['192.168.2.50'] }),
        ),
        objects: [`${SERVICE}/${WEB1}:80`],
      },
    ],
    silent: [
      {
        title: 'such a client, whose address is translated',
        host: changed(NAT, withConnections(WEB1, { clients: ['192.168.2.50'] })),
      },
    ],
  },
  LVS307: {
    fires: [
      {
        title: 'dozens of packets for each connection',
        host: failing(DR, '192.168.100.124', 190n),
        objects: [`${SERVICE}/192.168.100.124:80`],
      },
    ],
    silent: [{ title: 'the client repeats its packets', host: failing(DR, '192.168.100.124', 18n) }],
  },
  LVS308: {
    fires: [
      { title: 'NAT', host: failing(NAT, WEB1, 9n), objects: [`${SERVICE}/${WEB1}:80`] },
      {
        title: 'NAT, where what worked is forgotten, and packets come now',
        host: changed(
          failing(NAT, WEB1, 50n, 40n),
          withServers((one) =>
            one.address === WEB1 ? { ...one, stats: { ...one.stats, inPacketRate: 4n, outPacketRate: 0n } } : one,
          ),
        ),
        objects: [`${SERVICE}/${WEB1}:80`],
      },
      {
        title: 'direct routing',
        host: failing(DR, '192.168.100.124', 9n),
        objects: [`${SERVICE}/192.168.100.124:80`],
      },
      {
        title: 'a name server',
        host: nameServers(0n),
        objects: [`udp:192.168.100.100:53/${WEB1}:53`],
      },
      {
        title: 'answers of direct routing may come back through here',
        host: changed(failing(DR, '192.168.100.124', 9n), withCounter(MARTIAN_SOURCE, 3, 0)),
        objects: [`${SERVICE}/192.168.100.124:80`],
      },
      {
        title: 'a tunnel that the server refuses by ICMP',
        host: failing(TUN, '10.1.0.12', 3n, 6n),
        objects: [`${SERVICE}/10.1.0.12:80`],
      },
      { title: 'a tunnel', host: failing(TUN, '10.1.0.12', 9n), objects: [`${SERVICE}/10.1.0.12:80`] },
      {
        title: 'what worked before',
        host: changed(
          DR,
          withConnections('192.168.100.124', {
            states: { FIN_WAIT: 9, SYN_RECV: 3 },
            longest: { FIN_WAIT: [60], SYN_RECV: [58, 58, 58] },
          }),
        ),
        objects: [`${SERVICE}/192.168.100.124:80`],
      },
    ],
    silent: [
      {
        title: 'a port scanner does not repeat itself',
        host: changed(
          failing(DR, '192.168.100.124', 2n),
          withConnections('192.168.100.124', { states: { SYN_RECV: 2 } }),
        ),
      },
      { title: 'a name server that answers', host: nameServers(3n) },
      { title: 'the server has answered, and the client is silent', host: failing(NAT, WEB1, 9n, 9n) },
      {
        title: 'it works again',
        host: changed(
          DR,
          withConnections('192.168.100.124', {
            states: { FIN_WAIT: 1, SYN_RECV: 3 },
            longest: { FIN_WAIT: [119], SYN_RECV: [40, 40, 40] },
          }),
        ),
      },
      {
        title: 'the cause is known',
        host: changed(failing(NAT, WEB1, 9n), withNeighbour(7, WEB1, 'failed')),
      },
    ],
  },
  LVS309: {
    fires: [
      {
        title: 'each connection of NAT has a packet each way',
        host: refused(NAT, WEB1, { states: { CLOSE: 3 }, longest: { CLOSE: [9, 9, 9] } }, 3n, 3n),
        objects: [`${SERVICE}/${WEB1}:80`],
      },
      {
        title: 'it was opened before, and is refused now',
        host: refused(
          NAT,
          WEB1,
          { states: { CLOSE: 3, TIME_WAIT: 1 }, longest: { CLOSE: [9, 9, 9], TIME_WAIT: [90] } },
          8n,
          7n,
        ),
        objects: [`${SERVICE}/${WEB1}:80`],
      },
      {
        title: 'the firewall of a server says so by ICMP',
        host: changed(
          failing(NAT, WEB1, 3n, 3n),
          withServers((one) => (one.address === WEB1 ? { ...one, stats: { ...one.stats, outBytes: 264n } } : one)),
        ),
        objects: [`${SERVICE}/${WEB1}:80`],
      },
      {
        title: 'clients of direct routing are silent after one packet',
        host: failing(DR, '192.168.100.124', 3n),
        objects: [`${SERVICE}/192.168.100.124:80`],
      },
    ],
    silent: [
      {
        title: 'clients end connections by a reset',
        host: refused(NAT, WEB1, { states: { CLOSE: 3 }, longest: { CLOSE: [9, 9, 9] } }, 9n, 3n),
      },
      {
        title: 'it takes connections again',
        host: refused(
          NAT,
          WEB1,
          { states: { CLOSE: 3, TIME_WAIT: 1 }, longest: { CLOSE: [5, 5, 5], TIME_WAIT: [119] } },
          9n,
          8n,
        ),
      },
      {
        title: 'the clients of direct routing repeat their packets',
        host: failing(DR, '192.168.100.124', 9n),
      },
    ],
  },
  LVS310: {
    fires: [
      {
        title: 'nothing listens on the virtual address',
        host: changed(
          NAT,
          local('local'),
          withListeners(
            { protocol: 'tcp', address: '192.168.2.1', port: 80 },
            { protocol: 'udp', address: '::', port: 80 },
          ),
        ),
        objects: [`${SERVICE}/192.168.2.1:80`],
      },
      {
        title: 'a masqueraded server keeps its own address',
        host: changed(
          NAT,
          local('masquerade'),
          withListeners({ protocol: 'tcp', address: '192.168.100.100', port: 80 }),
        ),
        objects: [`${SERVICE}/192.168.2.1:80`],
      },
    ],
    silent: [
      {
        title: 'a program listens on all addresses',
        host: changed(NAT, local('local'), withListeners({ protocol: 'tcp', address: '::', port: 80 })),
      },
      {
        title: 'a program listens on the virtual address',
        host: changed(NAT, local('local'), withListeners({ protocol: 'tcp', address: '192.168.100.100', port: 80 })),
      },
    ],
  },
  LVS316: {
    fires: [
      {
        title: 'the kernel knows no way to the client',
        host: changed(failing(NAT, WEB1, 9n), withWay('192.168.100.10', { refusal: 'ENETUNREACH' })),
        objects: [`${SERVICE}/${WEB1}:80`],
      },
    ],
    silent: [
      {
        title: 'direct routing needs none',
        host: changed(failing(DR, '192.168.100.124', 9n), withWay('192.168.100.10', { refusal: 'ENETUNREACH' })),
      },
      { title: 'clients get through', host: changed(NAT, withWay('192.168.100.10', { refusal: 'ENETUNREACH' })) },
    ],
  },
  LVS401: {
    fires: [
      {
        title: 'a server is behind a router',
        host: changed(
          DR,
          withWay('192.168.100.124', { route: { type: 'unicast', output: 6, gateway: '192.168.100.254' } }),
        ),
        objects: [`${SERVICE}/192.168.100.124:80`],
      },
    ],
    silent: [
      {
        title: 'the route is by the server itself',
        host: changed(
          DR,
          withWay('192.168.100.124', { route: { type: 'unicast', output: 6, gateway: '192.168.100.124' } }),
        ),
      },
      {
        title: 'a NAT server is behind a router',
        host: changed(NAT, withWay(WEB1, { route: { type: 'unicast', output: 7, gateway: '192.168.2.254' } })),
      },
    ],
  },
};
