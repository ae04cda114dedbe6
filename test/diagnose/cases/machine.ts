import { ipvs } from '../../../src/diagnose/facts/ipvs.ts';
import { kernel } from '../../../src/diagnose/facts/kernel.ts';
import type { CasesByCode } from '../case.ts';
import {
  changed,
  withAddress,
  withBootRules,
  withDaemons,
  withLink,
  withListeners,
  withoutAddress,
  withoutConnections,
  withPrograms,
  withServers,
  withSetting,
} from '../changes.ts';
import { DR, NAT } from '../hosts.ts';

/** The rules of the table of direct routing. */
const DR_RULES = [
  '-A -t 192.168.100.100:80 -s rr',
  '-a -t 192.168.100.100:80 -r 192.168.100.124:80 -g -w 1',
  '-a -t 192.168.100.100:80 -r 192.168.100.125:80 -g -w 1',
];

const BACKUP = { state: 'backup', interface: 'eth1', syncId: 1 } as const;
const backupOnly = changed(NAT, withDaemons(BACKUP), withSetting('net/ipv4/vs/backup_only', '1'));

const withoutIpvs = NAT.with(ipvs, () => ({ entries: [], daemons: [] }));

/** A real server of direct routing: no table, and the virtual address on lo. */
const realServer = changed(
  DR.with(ipvs, (table) => ({ ...table, entries: [] })),
  withoutConnections,
  withAddress('192.168.100.100', { index: 1 }),
  withSetting('net/ipv4/conf/all/arp_ignore', '1'),
  withSetting('net/ipv4/conf/all/arp_announce', '2'),
  withListeners({ protocol: 'tcp', address: '0.0.0.0', port: 80 }),
);

const VIP = '192.168.100.100';

/** Index of tunl0. */
const TUNNEL = 2;

export const MACHINE: CasesByCode = {
  LVS701: {
    fires: [{ title: 'a backup has the address', host: backupOnly, objects: ['net.ipv4.vs.backup_only'] }],
    silent: [
      { title: 'it balances all the same', host: changed(NAT, withDaemons(BACKUP)) },
      { title: 'there is no backup daemon', host: changed(NAT, withSetting('net/ipv4/vs/backup_only', '1')) },
      {
        title: 'it is a real server of the other director',
        host: changed(backupOnly, withAddress('192.168.100.100', { index: 1 })),
      },
    ],
  },
  LVS702: {
    fires: [
      {
        title: 'the interface is down',
        host: changed(
          NAT,
          withDaemons({ ...BACKUP, interface: 'eth0' }),
          withLink('eth0', { up: false, running: false }),
        ),
        objects: ['daemon:backup'],
      },
      {
        title: 'the interface is gone',
        host: changed(NAT, withDaemons({ state: 'master', interface: 'eth9', syncId: 1 })),
        objects: ['daemon:master'],
      },
    ],
    silent: [{ title: 'the interface is up', host: changed(NAT, withDaemons(BACKUP)) }],
  },
  LVS801: {
    fires: [
      {
        title: 'the module is there and not loaded',
        host: withoutIpvs.with(kernel, (all) => ({ ...all, available: ['ip_vs', 'ip_vs_rr'] })),
        objects: ['kernel'],
      },
      { title: 'there is no module', host: withoutIpvs, objects: ['kernel'] },
    ],
    silent: [{ title: 'IPVS is built in', host: NAT.with(kernel, (all) => ({ ...all, loaded: [] })) }],
  },
  LVS802: {
    fires: [
      {
        title: 'every packet is dropped',
        host: changed(NAT, withSetting('net/ipv4/vs/drop_packet', '3'), withSetting('net/ipv4/vs/am_droprate', '1')),
        objects: ['net.ipv4.vs.drop_packet'],
      },
      {
        title: 'memory is low',
        host: changed(NAT, withSetting('net/ipv4/vs/drop_entry', '2')),
        objects: ['net.ipv4.vs.drop_entry'],
      },
    ],
    silent: [
      {
        title: 'it would drop if memory were low',
        host: changed(NAT, withSetting('net/ipv4/vs/drop_packet', '1'), withSetting('net/ipv4/vs/drop_entry', '1')),
      },
    ],
  },
  LVS803: {
    fires: [
      {
        title: 'an old kernel with connection tracking',
        host: changed(NAT, withSetting('net/ipv4/vs/conntrack', '1')).with(kernel, (all) => ({
          ...all,
          release: '5.4.0-42',
        })),
        objects: ['net.ipv4.vs.conn_reuse_mode'],
      },
    ],
    silent: [
      { title: 'a newer kernel', host: changed(NAT, withSetting('net/ipv4/vs/conntrack', '1')) },
      { title: 'without connection tracking', host: NAT.with(kernel, (all) => ({ ...all, release: '5.4.0-42' })) },
    ],
  },
  LVS804: {
    fires: [
      {
        title: 'keepalived beside kube-proxy',
        host: changed(NAT, withPrograms('keepalived', 'kube-proxy')),
        objects: ['table'],
      },
    ],
    silent: [{ title: 'keepalived beside bird', host: changed(NAT, withPrograms('keepalived', 'bird')) }],
  },
  LVS808: {
    fires: [
      {
        title: 'a server was added since',
        host: changed(DR, withBootRules(...DR_RULES.slice(0, 2))),
        objects: ['boot'],
      },
      { title: 'there are no rules', host: changed(DR, withBootRules()), objects: ['boot'] },
      {
        title: 'a service has another scheduler',
        host: changed(DR, withBootRules(...DR_RULES.with(0, '-A -t 192.168.100.100:80 -s wlc'))),
        objects: ['boot'],
      },
    ],
    silent: [
      { title: 'they are the same', host: changed(DR, withBootRules(...DR_RULES, '# end')) },
      {
        title: 'a server is drained',
        host: changed(
          DR,
          withBootRules(...DR_RULES),
          withServers((server) => (server.address.endsWith('124') ? { ...server, weight: 0 } : server)),
        ),
      },
      { title: 'they have names', host: changed(DR, withBootRules('-A -t www.example.org:http -s rr')) },
      { title: 'keepalived makes the table', host: changed(DR, withBootRules(), withPrograms('keepalived')) },
    ],
  },
  LVS901: {
    fires: [
      {
        title: 'arp_ignore is 0',
        host: changed(realServer, withSetting('net/ipv4/conf/all/arp_ignore', '0')),
        objects: ['eth0'],
      },
    ],
    silent: [
      { title: 'it is set up', host: realServer },
      {
        title: 'the address is of no network here',
        host: changed(realServer, withoutAddress('192.168.100.1'), withSetting('net/ipv4/conf/all/arp_ignore', '0')),
      },
    ],
  },
  LVS902: {
    fires: [
      {
        title: 'arp_announce is 0',
        host: changed(realServer, withSetting('net/ipv4/conf/all/arp_announce', '0')),
        objects: ['eth0'],
      },
    ],
    silent: [{ title: 'it is set up', host: realServer }],
  },
  LVS903: {
    fires: [
      {
        title: 'the tunnel is strict',
        host: changed(
          realServer,
          withLink('tunl0', { up: true, running: true }),
          withSetting('net/ipv4/conf/tunl0/rp_filter', '1'),
        ),
        objects: ['tunl0'],
      },
    ],
    silent: [
      {
        title: 'the tunnel is loose',
        host: changed(
          realServer,
          withLink('tunl0', { up: true, running: true }),
          withSetting('net/ipv4/conf/all/rp_filter', '1'),
          withSetting('net/ipv4/conf/tunl0/rp_filter', '2'),
        ),
      },
      {
        title: 'the tunnel is down',
        host: changed(realServer, withSetting('net/ipv4/conf/tunl0/rp_filter', '1')),
      },
    ],
  },
  LVS904: {
    fires: [
      {
        title: 'a program listens on another address',
        host: changed(realServer, withListeners({ protocol: 'tcp', address: '192.168.100.124', port: 80 })),
        objects: ['sockets'],
      },
    ],
    silent: [
      {
        title: 'a program listens on the virtual address',
        host: changed(realServer, withListeners({ protocol: 'tcp', address: VIP, port: 80 })),
      },
      { title: 'a program listens on all addresses', host: realServer },
    ],
  },
  LVS905: {
    fires: [
      {
        title: 'it has the virtual address, and is down',
        host: changed(realServer, withAddress(VIP, { index: TUNNEL }), withLink('tunl0', { up: false })),
        objects: ['tunl0'],
      },
    ],
    silent: [
      {
        title: 'it is up',
        host: changed(
          realServer,
          withAddress(VIP, { index: TUNNEL }),
          withLink('tunl0', { up: true, running: true }),
          withSetting('net/ipv4/conf/tunl0/rp_filter', '2'),
        ),
      },
      { title: 'it has no address', host: changed(realServer, withLink('tunl0', { up: false })) },
    ],
  },
  LVS906: {
    fires: [
      {
        title: 'the virtual address has the prefix of its network',
        host: changed(realServer, withAddress(VIP, { prefixLength: 24 })),
        objects: ['lo'],
      },
    ],
    silent: [
      { title: 'it has a prefix of 32', host: realServer },
      {
        title: 'the network is of no other interface',
        host: changed(realServer, withAddress(VIP, { address: '10.9.0.1', prefixLength: 24 })),
      },
    ],
  },
};
