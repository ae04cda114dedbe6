import { ipvs } from '../../../src/diagnose/facts/ipvs.ts';
import { namespaces } from '../../../src/diagnose/facts/namespaces.ts';
import { rules } from '../../../src/diagnose/facts/network.ts';
import type { CasesByCode } from '../case.ts';
import {
  changed,
  withAddress,
  withConnections,
  withDaemons,
  withIptables,
  withoutConnections,
  withServices,
  withSetting,
} from '../changes.ts';
import { DR, NAT, STRICT } from '../hosts.ts';
import type { RecordedHost } from '../recorded-host.ts';

const MASTER = { state: 'master', interface: 'eth1', syncId: 1 } as const;
const BACKUP = { state: 'backup', interface: 'eth1', syncId: 1 } as const;

const persistent = changed(
  NAT,
  withServices({ persistence: { timeout: 360 } }),
  withDaemons(BACKUP),
  withSetting('net/ipv4/vs/sync_persist_mode', '1'),
  withSetting('net/ipv4/vs/sloppy_tcp', '0'),
);

/** A rule for packets from a virtual address, as a director with two uplinks has it. */
const withRule = (host: RecordedHost, from: string, fromLength: number, table = 200): RecordedHost =>
  host.with(rules, (all) => [
    ...all,
    { family: 'ipv4' as const, priority: 1000, looksUp: true, table, from, fromLength },
  ]);

const notRerouted = withSetting('net/ipv4/vs/snat_reroute', '0');

/** A host whose table is empty. */
const empty = changed(
  NAT.with(ipvs, (table) => ({ ...table, entries: [] })),
  withoutConnections,
);

const tables = [{ process: 4711, services: 2 }];

export const DIRECTORS: CasesByCode = {
  LVS704: {
    fires: [
      {
        title: 'a master may not send',
        host: changed(STRICT, withDaemons(MASTER)),
        objects: ['daemon:master'],
      },
      {
        title: 'a backup may not receive',
        host: changed(STRICT, withDaemons({ ...BACKUP, group: '224.0.0.82', port: 9000 })),
        objects: ['daemon:backup'],
      },
      {
        title: 'the second port is not accepted',
        host: changed(
          NAT,
          withDaemons(BACKUP),
          withSetting('net/ipv4/vs/sync_ports', '2'),
          withIptables('*filter', ':INPUT ACCEPT', '-A INPUT -p udp -m udp --dport 8849 -j DROP', 'COMMIT'),
        ),
        objects: ['daemon:backup'],
      },
    ],
    silent: [
      { title: 'there is no daemon', host: STRICT },
      { title: 'nothing is dropped', host: changed(NAT, withDaemons(MASTER, BACKUP)) },
      {
        title: 'the port is accepted',
        host: changed(
          NAT,
          withDaemons(BACKUP),
          withIptables(
            '*filter',
            ':INPUT DROP',
            '-A INPUT -p tcp -j ACCEPT',
            '-A INPUT -i eth1 -p udp -m udp --dport 8848 -j ACCEPT',
            'COMMIT',
          ),
        ),
      },
      {
        title: 'some senders are accepted',
        host: changed(
          NAT,
          withDaemons(BACKUP),
          withIptables(
            '*filter',
            ':INPUT DROP',
            '-A INPUT -p tcp -j ACCEPT',
            '-A INPUT -s 192.168.2.2/32 -j ACCEPT',
            'COMMIT',
          ),
        ),
      },
    ],
  },
  LVS705: {
    fires: [{ title: 'sloppy_tcp is 0', host: persistent, objects: ['net.ipv4.vs.sloppy_tcp'] }],
    silent: [
      { title: 'sloppy_tcp is 1', host: changed(persistent, withSetting('net/ipv4/vs/sloppy_tcp', '1')) },
      { title: 'it is a master', host: changed(persistent, withDaemons(MASTER)) },
      { title: 'no service is persistent', host: changed(persistent, withServices({ persistence: undefined })) },
    ],
  },
  LVS805: {
    fires: [
      {
        title: 'answers are routed by the server',
        host: changed(withRule(NAT, '192.168.100.100', 32), notRerouted),
        objects: ['net.ipv4.vs.snat_reroute'],
      },
    ],
    silent: [
      { title: 'they are routed again', host: withRule(NAT, '192.168.100.100', 32) },
      { title: 'the rule is for another source', host: changed(withRule(NAT, '192.168.2.0', 24), notRerouted) },
      {
        title: 'the rule leads to the main table',
        host: changed(withRule(NAT, '192.168.100.100', 32, 254), notRerouted),
      },
      { title: 'no answers pass', host: changed(withRule(DR, '192.168.100.100', 32), notRerouted) },
    ],
  },
  LVS806: {
    fires: [
      {
        title: 'it is switched off',
        host: changed(NAT, withSetting('net/ipv4/vs/run_estimation', '0')),
        objects: ['net.ipv4.vs.run_estimation'],
      },
    ],
    silent: [{ title: 'it is on', host: changed(NAT, withSetting('net/ipv4/vs/run_estimation', '1')) }],
  },
  LVS807: {
    fires: [
      {
        title: 'a row has more than four connections',
        host: changed(NAT, withConnections('192.168.2.100', { states: { ESTABLISHED: 20_000 } })),
        objects: ['connections'],
      },
    ],
    silent: [
      {
        title: 'a row has three connections',
        host: changed(NAT, withConnections('192.168.2.100', { states: { ESTABLISHED: 12_000 } })),
      },
    ],
  },
  LVS809: {
    fires: [
      { title: 'a container has a table', host: empty.with(namespaces, () => ({ tables })), objects: ['table'] },
      {
        title: 'a swarm balances',
        host: empty.with(namespaces, () => ({ tables: [], ingress: '/run/docker/netns/ingress_sbox' })),
        objects: ['table'],
      },
    ],
    silent: [
      { title: 'no namespace has a table', host: empty },
      { title: 'there is a table here', host: NAT.with(namespaces, () => ({ tables })) },
      {
        title: 'it is a real server',
        host: changed(empty, withAddress('192.168.100.100', { index: 1 })).with(namespaces, () => ({ tables })),
      },
    ],
  },
};
