import type { Destination, Operation, Service, ServiceKey } from '../../src/ipvs/model.ts';
import type { Command, ListFormat } from '../../src/rules/command.ts';
import type { Line } from './words.ts';

const tcp: ServiceKey = { protocol: 'tcp', address: '10.0.0.1', port: 80 };
const udp: ServiceKey = { ...tcp, protocol: 'udp' };
const tcp6: ServiceKey = { protocol: 'tcp', address: '2001:db8::1', port: 80 };
const mark: ServiceKey = { fwmark: 7, family: 'ipv4' };
const mark6: ServiceKey = { fwmark: 7, family: 'ipv6' };

const change = (operation: Operation): Command => ({ type: 'change', operation, exist: false });
const plain = { scheduler: 'wlc', onePacket: false, schedulerFlags: [] } as const;
const add = (service: Partial<Service>): Command =>
  change({ type: 'add-service', service: { key: tcp, ...plain, ...service } });

const server: Destination = {
  address: '192.168.0.1',
  port: 80,
  forwarding: 'direct',
  weight: 1,
  upperThreshold: 0,
  lowerThreshold: 0,
};
const addServer = (key: ServiceKey, destination: Partial<Destination>): Command =>
  change({ type: 'add-destination', key, destination: { ...server, ...destination } });
const tunneled = (tunnel: Destination['tunnel']): Command => addServer(tcp, { forwarding: 'tunnel', tunnel });

const plainFormat: ListFormat = { numeric: false, exact: false, sorted: true, json: false };
const list = (what: Partial<Extract<Command, { type: 'list' }>>, format: Partial<ListFormat> = {}): Command => ({
  type: 'list',
  view: 'connections',
  format: { ...plainFormat, ...format },
  ...what,
});
const numeric = { numeric: true };

/** Command lines, and what they say. */
export const COMMAND_LINES: readonly (readonly [line: Line, command: Command])[] = [
  ['-A -t 10.0.0.1:80', add({})],
  ['--add-service --tcp-service 10.0.0.1:80', add({})],
  ['-At10.0.0.1:http', add({})],
  [['-A', '-t', '10.0.0.1:80', '-s', '', '--pe', '', '-b', ''], add({})],
  ['-A -u 10.0.0.1:80 -s rr -o', add({ key: udp, scheduler: 'rr', onePacket: true })],
  ['-A --sctp-service 10.0.0.1:sip', add({ key: { protocol: 'sctp', address: '10.0.0.1', port: 5060 } })],
  ['-A -t [2001:db8::1]:80 -s twos', add({ key: tcp6, scheduler: 'twos' })],
  ['-A -f 7 -o', add({ key: mark, onePacket: true })],
  ['-A -f 7 -6 -6', add({ key: mark6 })],
  ['-A -f 4294967295', add({ key: { fwmark: 4294967295, family: 'ipv4' } })],
  ['-A -t 10.0.0.1 -p', add({ key: { ...tcp, port: 0 }, persistence: { timeout: 360 } })],
  [
    '-A -t 10.0.0.1 -p 1999999 -s lc',
    add({ key: { ...tcp, port: 0 }, persistence: { timeout: 1999999 }, scheduler: 'lc' }),
  ],
  ['-A -p 2678400 -t 10.0.0.1:80', add({ persistence: { timeout: 2678400 } })],
  ['-A -t 10.0.0.1:80 -p -M 255.255.255.0', add({ persistence: { timeout: 360 }, netmask: '255.255.255.0' })],
  ['-A -t 10.0.0.1:80 -p -M 64', add({ persistence: { timeout: 360 }, netmask: '0.0.0.64' })],
  ['-A -t [2001:db8::1]:80 -p -M 064', add({ key: tcp6, persistence: { timeout: 360 }, netmask: '64' })],
  ['-A -M 64 -p -t [2001:db8::1]:80', add({ key: tcp6, persistence: { timeout: 360 }, netmask: '64' })],
  ['-A -M 64 -p -f 7 -6', add({ key: mark6, persistence: { timeout: 360 }, netmask: '64' })],
  ['-A -t 10.0.0.1:80 --pe sip', add({ persistenceEngine: 'sip' })],
  ['-A -b sh-port,sh-fallback -t 10.0.0.1:80 -s sh', add({ scheduler: 'sh', schedulerFlags: ['flag-1', 'flag-2'] })],
  ['-A -t web-1.example:http', add({ key: { ...tcp, address: '192.0.2.1' } })],
  ['-A -t six.example:80', add({ key: { ...tcp, address: '2001:db8::6' } })],
  ['-E -t 10.0.0.1:80 -s rr', change({ type: 'edit-service', service: { key: tcp, ...plain, scheduler: 'rr' } })],
  ['-D -f 7 -6', change({ type: 'delete-service', key: mark6 })],
  ['-D -t 10.0.0.1', change({ type: 'delete-service', key: { ...tcp, port: 0 } })],
  ['-C', change({ type: 'flush' })],
  ['-Z', change({ type: 'zero' })],
  ['-Z -u 10.0.0.1:80', change({ type: 'zero', key: udp })],
  ['--set 900 0 300', change({ type: 'set-timeouts', timeouts: { tcp: 900, tcpFin: 0, udp: 300 } })],
  ['1 --set 2 2678400', change({ type: 'set-timeouts', timeouts: { tcp: 1, tcpFin: 2, udp: 2678400 } })],

  ['-a -t 10.0.0.1:80 -r 192.168.0.1', addServer(tcp, {})],
  ['-a -t 10.0.0.1:80 -r 192.168.0.1:80 -g -w 0', addServer(tcp, { weight: 0 })],
  [
    '-a -m -w 2147483647 -t 10.0.0.1:80 -r 192.168.0.1',
    addServer(tcp, { forwarding: 'masquerade', weight: 2147483647 }),
  ],
  ['-a -t 10.0.0.1:80 -x 0 -y 0 -r 192.168.0.1 -g -w 1', addServer(tcp, {})],
  ['-a -t 10.0.0.1:80 -r 192.168.0.1 -x 9 -y 5', addServer(tcp, { upperThreshold: 9, lowerThreshold: 5 })],
  // Only masquerading has ports of its own.
  ['-a -t 10.0.0.1:80 -r 192.168.0.1:90 -m', addServer(tcp, { forwarding: 'masquerade', port: 90 })],
  ['-a -t 10.0.0.1:80 -r 192.168.0.1:0 -m', addServer(tcp, { forwarding: 'masquerade', port: 0 })],
  ['-a -t 10.0.0.1:80 -r 192.168.0.1:90 -g', addServer(tcp, {})],
  ['-a -t 10.0.0.1:80 -r 192.168.0.1:90 -i', addServer(tcp, { forwarding: 'tunnel' })],
  ['-a -f 7 -r 192.168.0.1:90', addServer(mark, { port: 90 })],
  ['-a -f 7 -r 192.168.0.1', addServer(mark, { port: 0 })],
  // The order does not matter: ipvsadm 1.31 takes port 0 here.
  ['-a -r 192.168.0.1 -m -t 10.0.0.1:80', addServer(tcp, { forwarding: 'masquerade' })],
  ['-a -t [2001:db8::1]:80 -r 2001:db8::9 -m', addServer(tcp6, { address: '2001:db8::9', forwarding: 'masquerade' })],
  ['-a -t 10.0.0.1:80 -r [2001:db8::9]:80 -i', addServer(tcp, { address: '2001:db8::9', forwarding: 'tunnel' })],
  ['-a -t 10.0.0.1:80 -r 192.168.0.1 -i --tun-type ipip', tunneled(undefined)],
  [
    '-a -t 10.0.0.1:80 -r 192.168.0.1 -i --tun-type gue --tun-port 6080',
    tunneled({ type: 'gue', port: 6080, checksum: 'none' }),
  ],
  [
    '-a -t 10.0.0.1:80 -r 192.168.0.1 -i --tun-type gue --tun-port 6080 --tun-remcsum',
    tunneled({ type: 'gue', port: 6080, checksum: 'remote-checksum' }),
  ],
  [
    '-a -t 10.0.0.1:80 -r 192.168.0.1 -i --tun-type gre --tun-csum',
    tunneled({ type: 'gre', port: 0, checksum: 'checksum' }),
  ],
  ['-e -t 10.0.0.1:80 -r 192.168.0.1', change({ type: 'edit-destination', key: tcp, destination: server })],
  [
    '-d -t 10.0.0.1:80 -r 192.168.0.1',
    change({ type: 'delete-destination', key: tcp, destination: { address: '192.168.0.1', port: 80 } }),
  ],
  [
    '-d -t 10.0.0.1:80 -r 192.168.0.1:90',
    change({ type: 'delete-destination', key: tcp, destination: { address: '192.168.0.1', port: 90 } }),
  ],

  ['', list({})],
  ['-L', list({})],
  ['-l --sort --sort', list({})],
  ['-L -n --', list({}, numeric)],
  ['-Ln -t 10.0.0.1:80', list({ key: tcp }, numeric)],
  ['-L -f 7 -6 --exact --nosort', list({ key: mark6 }, { exact: true, sorted: false })],
  ['-L --json', list({}, { json: true })],
  ['-L --stats', list({ view: 'stats' })],
  ['-L --rate --stats', list({ view: 'stats' })],
  ['-L --thresholds --rate', list({ view: 'rate' })],
  ['-L --persistent-conn --thresholds', list({ view: 'thresholds' })],
  ['-L --tun-info --persistent-conn', list({ view: 'persistent-conn' })],
  ['-L --tun-info --syncid 3', list({ view: 'tun-info' })],
  ['-L --timeout --exact', { type: 'list-timeouts', format: { ...plainFormat, exact: true } }],
  ['-L --daemon -n', { type: 'list-daemons', format: { ...plainFormat, numeric: true } }],
  ['-S', { type: 'save', numeric: false, all: false }],
  ['-Sn', { type: 'save', numeric: true, all: false }],

  [
    '--start-daemon master',
    change({ type: 'start-daemon', daemon: { state: 'master', interface: 'eth0', syncId: 0 } }),
  ],
  [
    ['--start-daemon', 'backup', '--syncid', '7', '--mcast-interface', ''],
    change({ type: 'start-daemon', daemon: { state: 'backup', interface: 'eth0', syncId: 7 } }),
  ],
  [
    '-Lnc --persistent-conn',
    { type: 'list-connections', filter: {}, withEngine: true, format: { ...plainFormat, numeric: true } },
  ],
  ['-LnX', list({}, { numeric: true, exact: true })],
  ['-Z -t 0.0.0.0:0', change({ type: 'zero' })],
  ['-Z -t 0.0.0.0', change({ type: 'zero' })],
  ['-Z -u [::]:0', change({ type: 'zero' })],
  ['-Z -t 0.0.0.0:80', change({ type: 'zero', key: { protocol: 'tcp', address: '0.0.0.0', port: 80 } })],
  [
    '--start-daemon master --mcast-interface eth0',
    change({ type: 'start-daemon', daemon: { state: 'master', interface: 'eth0', syncId: 0 } }),
  ],
  [
    '--start-daemon backup --mcast-interface eth0 --syncid 255 --sync-maxlen 65507 --mcast-group ff02::1 --mcast-port 1 --mcast-ttl 255',
    change({
      type: 'start-daemon',
      daemon: {
        state: 'backup',
        interface: 'eth0',
        syncId: 255,
        syncMaxLength: 65507,
        group: 'ff02::1',
        port: 1,
        ttl: 255,
      },
    }),
  ],
  ['--stop-daemon backup --syncid 3', change({ type: 'stop-daemon', state: 'backup' })],
];
