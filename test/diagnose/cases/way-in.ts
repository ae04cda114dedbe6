import { REVERSE_PATH } from '../../../src/diagnose/facts/counters.ts';
import { ingress } from '../../../src/diagnose/facts/ingress.ts';
import type { CasesByCode } from '../case.ts';
import {
  changed,
  withAddress,
  withConnections,
  withCounter,
  withDaemons,
  withIptables,
  withLink,
  withoutAddress,
  withoutConnections,
  withPrograms,
  withSetting,
  withWay,
} from '../changes.ts';
import { DR, FWMARK, NAT, NAT6 } from '../hosts.ts';

const VIP = '192.168.100.100';
const VIP6 = '2001:db8:100::100';
const SERVICE = `tcp:${VIP}:80`;
const SERVICE6 = `tcp:[${VIP6}]:80`;

/** The virtual address is nowhere, and nobody has reached it. */
const absent = changed(
  NAT,
  withoutAddress(VIP),
  withWay(VIP, { route: { type: 'unicast', output: 6 } }),
  withConnections('192.168.2.100', { states: {}, longest: {} }),
  withConnections('192.168.2.101', { states: {}, longest: {} }),
);

/** It is on lo, beside an interface that answers for its own addresses only. */
const hidden = changed(DR, withAddress(VIP, { index: 1 }), withSetting('net/ipv4/conf/all/arp_ignore', '1'));

export const WAY_IN: CasesByCode = {
  LVS101: {
    fires: [
      { title: 'the address is on no interface', host: absent, objects: [SERVICE] },
      {
        title: 'there is no route to it at all',
        host: changed(absent, withWay(VIP, { refusal: 'ENETUNREACH' })),
        objects: [SERVICE],
      },
      {
        title: 'an IPv6 address is on no interface',
        host: changed(NAT6, withoutAddress(VIP6), withWay(VIP6, { route: { type: 'unicast', output: 6 } })),
        objects: [SERVICE6],
      },
    ],
    silent: [
      {
        title: 'a backup receives the connections of another director',
        host: changed(absent, withDaemons({ state: 'backup', interface: 'eth1', syncId: 1 })),
      },
      { title: 'keepalived moves the address', host: changed(absent, withPrograms('keepalived')) },
      {
        title: 'a route makes it local without an address',
        host: changed(absent, withWay(VIP, { route: { type: 'local', output: 1 } })),
      },
      {
        title: 'the address is on an interface that is down',
        host: changed(NAT, withLink('eth0', { running: false })),
      },
    ],
  },
  LVS102: {
    fires: [
      {
        title: 'another host has the address',
        host: changed(NAT6, withAddress(VIP6, { duplicate: true, tentative: true })),
        objects: [SERVICE6],
      },
    ],
    silent: [
      {
        title: 'another address is a duplicate',
        host: changed(NAT6, withAddress('2001:db8:100::1', { duplicate: true })),
      },
    ],
  },
  LVS103: {
    fires: [
      { title: 'the address is on lo, and arp_ignore is 1 for all', host: hidden, objects: [SERVICE] },
      {
        title: 'arp_ignore is 1 for the interface of its network',
        host: changed(DR, withAddress(VIP, { index: 1 }), withSetting('net/ipv4/conf/eth0/arp_ignore', '1')),
        objects: [SERVICE],
      },
    ],
    silent: [
      { title: 'the address is on lo, and arp_ignore is 0', host: changed(DR, withAddress(VIP, { index: 1 })) },
      {
        title: 'arp_ignore is 1, and the address on eth0',
        host: changed(DR, withSetting('net/ipv4/conf/all/arp_ignore', '1')),
      },
      { title: 'bird announces the address', host: changed(hidden, withPrograms('bird')) },
      {
        title: 'the address is of no network here',
        host: changed(hidden, withoutAddress('192.168.100.1')),
      },
    ],
  },
  LVS104: {
    fires: [
      { title: 'no rule at all', host: changed(FWMARK, withoutConnections, withIptables()), objects: ['fwmark:10'] },
      {
        title: 'a rule sets another mark',
        host: changed(
          FWMARK,
          withoutConnections,
          withIptables('*mangle', ':PREROUTING ACCEPT', '-A PREROUTING -j MARK --set-xmark 0x10/0xffffffff', 'COMMIT'),
        ),
        objects: ['fwmark:10'],
      },
      {
        title: 'it is set behind IPVS',
        host: changed(
          FWMARK,
          withoutConnections,
          withIptables('*mangle', ':POSTROUTING ACCEPT', '-A POSTROUTING -j MARK --set-xmark 0xa/0xffffffff', 'COMMIT'),
        ),
        objects: ['fwmark:10'],
      },
      { title: 'clients got through before', host: changed(FWMARK, withIptables()), objects: ['fwmark:10'] },
    ],
    silent: [
      {
        title: 'clients get through, and tc may set it',
        host: changed(FWMARK, withIptables()).with(ingress, () => ['eth0']),
      },
      {
        title: 'two rules set it bit by bit',
        host: changed(
          FWMARK,
          withoutConnections,
          withIptables(
            '*mangle',
            ':PREROUTING ACCEPT',
            '-A PREROUTING -j MARK --set-xmark 0x8/0x8',
            '-A PREROUTING -j MARK --set-xmark 0x2/0x2',
            'COMMIT',
          ),
        ),
      },
      {
        title: 'a rule restores marks of connections',
        host: changed(
          FWMARK,
          withoutConnections,
          withIptables('*mangle', ':PREROUTING ACCEPT', '-A PREROUTING -j CONNMARK --restore-mark', 'COMMIT'),
        ),
      },
    ],
  },
  LVS105: {
    fires: [
      {
        title: 'there is no rule of routing for the mark',
        host: changed(FWMARK, withoutConnections, withWay(VIP, { mark: 10, route: { type: 'unicast', output: 6 } })),
        objects: ['fwmark:10'],
      },
      {
        title: 'clients got through before',
        host: changed(FWMARK, withWay(VIP, { mark: 10, route: { type: 'unicast', output: 6 } })),
        objects: ['fwmark:10'],
      },
    ],
    silent: [{ title: 'a rule of routing leads to a local route', host: FWMARK }],
  },
  LVS106: {
    fires: [
      {
        title: 'packets are dropped now',
        host: changed(NAT, withSetting('net/ipv4/conf/eth0/rp_filter', '1'), withCounter(REVERSE_PATH, 7, 2)),
        objects: ['net.ipv4.conf.eth0.rp_filter'],
      },
      {
        title: 'packets were dropped, and no client gets through',
        host: changed(
          NAT,
          withoutConnections,
          withSetting('net/ipv4/conf/all/rp_filter', '1'),
          withCounter(REVERSE_PATH, 7, 0),
        ),
        objects: ['net.ipv4.conf.all.rp_filter'],
      },
    ],
    silent: [
      {
        title: 'another director has the address now',
        host: changed(
          NAT,
          withoutConnections,
          withPrograms('keepalived'),
          withSetting('net/ipv4/conf/all/rp_filter', '1'),
          withCounter(REVERSE_PATH, 7, 0),
        ),
      },
      {
        title: 'packets were dropped, and clients get through',
        host: changed(NAT, withSetting('net/ipv4/conf/all/rp_filter', '1'), withCounter(REVERSE_PATH, 7, 0)),
      },
      {
        title: 'the filter is loose',
        host: changed(NAT, withSetting('net/ipv4/conf/all/rp_filter', '2'), withCounter(REVERSE_PATH, 7, 2)),
      },
      {
        title: 'nothing was dropped',
        host: changed(NAT, withoutConnections, withSetting('net/ipv4/conf/all/rp_filter', '1')),
      },
    ],
  },
};
