import type { CasesByCode } from '../case.ts';
import { changed, withConnections, withIptables, withNftables, withoutConnections, withSetting } from '../changes.ts';
import { DR, FULLNAT, FWMARK, NAT, STRICT, TUN } from '../hosts.ts';

const SERVICE = 'tcp:192.168.100.100:80';
const NAT_SERVERS = [`${SERVICE}/192.168.2.100:80`, `${SERVICE}/192.168.2.101:80`];

/** Chains of nftables, with policies and rules. */
const inetFilter = (hook: string, policy: string, ...rules: readonly Readonly<Record<string, unknown>>[][]) =>
  withNftables(
    { chain: { family: 'inet', table: 'filter', name: 'c', hook, prio: 0, policy } },
    ...rules.map((expr) => ({ rule: { family: 'inet', table: 'filter', chain: 'c', expr } })),
  );

const matches = (left: unknown, right: unknown) => ({ match: { op: '==', left, right } });
const dport = { payload: { protocol: 'tcp', field: 'dport' } };

/** Rules that set the mark of the service. */
const MARKED = [
  '*mangle',
  ':PREROUTING ACCEPT',
  '-A PREROUTING -d 192.168.100.100/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0xa/0xffffffff',
  'COMMIT',
];

/** Rules that drop what connection tracking takes for invalid. */
const NO_INVALID = ['*filter', ':INPUT ACCEPT', '-A INPUT -m conntrack --ctstate INVALID -j DROP', 'COMMIT'];

export const FIREWALL: CasesByCode = {
  LVS601: {
    fires: [
      {
        title: 'a rule of iptables drops the port',
        host: changed(
          NAT,
          withIptables('*filter', ':INPUT ACCEPT', '-A INPUT -p tcp -m tcp --dport 80 -j DROP', 'COMMIT'),
        ),
        objects: [SERVICE],
      },
      {
        title: 'the policy drops what no rule accepts',
        host: changed(
          NAT,
          withIptables(
            '*filter',
            ':INPUT DROP',
            ':ssh -',
            '-A INPUT -i lo -j ACCEPT',
            '-A INPUT -j ssh',
            '-A ssh -p tcp -m tcp --dport 22 -j ACCEPT',
            'COMMIT',
          ),
        ),
        objects: [SERVICE],
      },
      {
        title: 'a table raw drops it',
        host: changed(
          NAT,
          withIptables('*raw', ':PREROUTING ACCEPT', '-A PREROUTING -d 192.168.100.0/24 -j DROP', 'COMMIT'),
        ),
        objects: [SERVICE],
      },
      {
        title: 'nftables drops it',
        host: changed(NAT, inetFilter('input', 'drop', [matches(dport, { set: [22, 443] }), { accept: null }])),
        objects: [SERVICE],
      },
      {
        title: 'packets with the mark of a service',
        host: changed(
          FWMARK,
          withIptables(...MARKED, '*filter', ':INPUT DROP', '-A INPUT -p tcp --dport 22 -j ACCEPT', 'COMMIT'),
        ),
        objects: ['fwmark:10'],
      },
    ],
    silent: [
      {
        title: 'a rule before accepts some clients',
        host: changed(NAT, withIptables('*filter', ':INPUT DROP', '-A INPUT -s 192.168.100.0/24 -j ACCEPT', 'COMMIT')),
      },
      {
        title: 'a rule before cannot be judged',
        host: changed(
          NAT,
          withIptables('*filter', ':INPUT DROP', '-A INPUT -m set --match-set web dst -j ACCEPT', 'COMMIT'),
        ),
      },
      {
        title: 'a map of nftables decides',
        host: changed(NAT, inetFilter('input', 'drop', [{ vmap: { key: dport, data: '@ports' } }])),
      },
      {
        title: 'nftables accepts a range of ports',
        host: changed(NAT, inetFilter('input', 'drop', [matches(dport, { range: [1, 1023] }), { accept: null }])),
      },
      { title: 'all that is needed is accepted', host: STRICT },
    ],
  },
  LVS602: {
    fires: [
      {
        title: 'the policy is to drop',
        host: changed(NAT, withIptables('*filter', ':FORWARD DROP', 'COMMIT')),
        objects: NAT_SERVERS,
      },
      {
        title: 'only tracked connections are accepted, and these are not tracked',
        host: changed(
          NAT,
          withIptables(
            '*filter',
            ':FORWARD DROP',
            '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
            'COMMIT',
          ),
        ),
        objects: NAT_SERVERS,
      },
      {
        title: 'nftables drops what it has not tracked',
        host: changed(
          NAT,
          inetFilter('forward', 'accept', [matches({ ct: { key: 'state' } }, ['invalid']), { drop: null }]),
        ),
        objects: NAT_SERVERS,
      },
    ],
    silent: [
      {
        title: 'IPVS has its connections tracked',
        host: changed(
          NAT,
          withSetting('net/ipv4/vs/conntrack', '1'),
          withIptables(
            '*filter',
            ':FORWARD DROP',
            '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
            'COMMIT',
          ),
        ),
      },
      { title: 'no answers pass', host: changed(DR, withIptables('*filter', ':FORWARD DROP', 'COMMIT')) },
    ],
  },
  LVS603: {
    fires: [
      {
        title: 'packets to the virtual address may not leave',
        host: changed(
          DR,
          withIptables('*filter', ':OUTPUT ACCEPT', '-A OUTPUT -d 192.168.100.100/32 -j REJECT', 'COMMIT'),
        ),
        objects: [`${SERVICE}/192.168.100.124:80`, `${SERVICE}/192.168.100.125:80`],
      },
      {
        title: 'tunnels may not leave',
        host: changed(TUN, withIptables('*filter', ':OUTPUT ACCEPT', '-A OUTPUT -p ipencap -j DROP', 'COMMIT')),
        objects: [`${SERVICE}/10.1.0.11:80`, `${SERVICE}/10.1.0.12:80`],
      },
      {
        title: 'packets of a mark that go on by direct routing',
        host: changed(FWMARK, withIptables(...MARKED, '*filter', ':OUTPUT DROP', 'COMMIT')),
        objects: ['fwmark:10/192.168.100.124:0', 'fwmark:10/192.168.100.125:0'],
      },
    ],
    silent: [
      {
        title: 'what leaves is for the servers, not for the virtual address',
        host: changed(
          NAT,
          withIptables('*filter', ':OUTPUT ACCEPT', '-A OUTPUT -d 192.168.100.100/32 -j REJECT', 'COMMIT'),
        ),
      },
    ],
  },
  LVS604: {
    fires: [
      {
        title: 'a port is published for a container',
        host: changed(
          NAT,
          withoutConnections,
          withIptables(
            '*nat',
            ':PREROUTING ACCEPT',
            ':DOCKER -',
            '-A PREROUTING -j DOCKER',
            '-A DOCKER -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.2:80',
            'COMMIT',
          ),
        ),
        objects: [SERVICE],
      },
    ],
    silent: [
      {
        title: 'it is for another port',
        host: changed(
          NAT,
          withoutConnections,
          withIptables(
            '*nat',
            ':PREROUTING ACCEPT',
            '-A PREROUTING -p tcp -m tcp --dport 8080 -j REDIRECT --to-ports 80',
            'COMMIT',
          ),
        ),
      },
      {
        title: 'it may be for local addresses only',
        host: changed(
          NAT,
          withoutConnections,
          withIptables(
            '*nat',
            ':PREROUTING ACCEPT',
            '-A PREROUTING -m addrtype --dst-type LOCAL -j REDIRECT',
            'COMMIT',
          ),
        ),
      },
    ],
  },
  LVS605: {
    fires: [
      {
        title: 'a rule names IPVS, and connections are not tracked',
        host: changed(FULLNAT, withoutConnections, withSetting('net/ipv4/vs/conntrack', '0')),
        objects: [SERVICE],
      },
      {
        title: 'it worked before, and the servers do not answer now',
        host: changed(
          FULLNAT,
          withSetting('net/ipv4/vs/conntrack', '0'),
          withConnections('192.168.2.100', {
            states: { FIN_WAIT: 1, SYN_RECV: 3 },
            longest: { FIN_WAIT: [60], SYN_RECV: [58, 58, 58] },
          }),
        ),
        objects: [SERVICE],
      },
    ],
    silent: [
      {
        title: 'clients get through without',
        host: changed(NAT, withIptables('*nat', ':POSTROUTING ACCEPT', '-A POSTROUTING -j MASQUERADE', 'COMMIT')),
      },
      { title: 'connections are tracked', host: changed(FULLNAT, withoutConnections) },
      {
        title: 'it translates what the servers send out',
        host: changed(
          NAT,
          withoutConnections,
          withIptables(
            '*nat',
            ':POSTROUTING ACCEPT',
            '-A POSTROUTING -s 192.168.2.0/24 -o eth0 -j MASQUERADE',
            'COMMIT',
          ),
        ),
      },
    ],
  },
  LVS606: {
    fires: [
      {
        title: 'there is no room',
        host: changed(NAT, withSetting('net/netfilter/nf_conntrack_count', '65536')),
        objects: ['net.netfilter.nf_conntrack_max'],
      },
    ],
    silent: [
      { title: 'it is half full', host: changed(NAT, withSetting('net/netfilter/nf_conntrack_count', '32768')) },
      {
        title: 'it is not there',
        host: changed(NAT, withConnections('192.168.2.100', {}), withSetting('net/netfilter/nf_conntrack_max', '0')),
      },
    ],
  },
  LVS607: {
    fires: [
      {
        title: 'connections are tracked, and invalid packets dropped',
        host: changed(DR, withIptables(...NO_INVALID), withSetting('net/ipv4/vs/conntrack', '1')),
        objects: [SERVICE],
      },
      {
        title: 'a tunnel, where tracking does not begin in the middle',
        host: changed(TUN, withIptables(...NO_INVALID), withSetting('net/netfilter/nf_conntrack_tcp_loose', '0')),
        objects: [SERVICE],
      },
    ],
    silent: [
      {
        title: 'they are not tracked',
        host: changed(DR, withIptables(...NO_INVALID), withSetting('net/netfilter/nf_conntrack_tcp_loose', '1')),
      },
      { title: 'nothing drops them', host: changed(DR, withSetting('net/ipv4/vs/conntrack', '1')) },
      {
        title: 'a rule before accepts them',
        host: changed(
          DR,
          withIptables(...NO_INVALID.toSpliced(2, 0, '-A INPUT -d 192.168.100.100/32 -j ACCEPT')),
          withSetting('net/ipv4/vs/conntrack', '1'),
        ),
      },
      {
        title: 'a rule keeps them from being tracked',
        host: changed(
          DR,
          withIptables(
            '*raw',
            ':PREROUTING ACCEPT',
            '-A PREROUTING -d 192.168.100.100/32 -j CT --notrack',
            'COMMIT',
            ...NO_INVALID,
          ),
          withSetting('net/ipv4/vs/conntrack', '1'),
        ),
      },
      {
        title: 'the answers pass this machine',
        host: changed(NAT, withIptables(...NO_INVALID), withSetting('net/ipv4/vs/conntrack', '1')),
      },
    ],
  },
};
