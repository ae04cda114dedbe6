import type { ForwardingMethod, ServiceKey } from '../../ipvs/model.ts';
import { type Check, check } from '../check.ts';
import { type CountedServer, type Entry, ipvs } from '../facts/ipvs.ts';
import type { Evidence, Found, Step } from '../finding.ts';
import { hostBits, ipFor, serverText } from '../views/naming.ts';
import { type Network, network } from '../views/network.ts';
import { type Traffic, type TrafficOf, traffic } from '../views/traffic.ts';

/** Half-open connections that are taken for a fault. One may just be on its way. */
const LEAST = 2;

/** Where there was a success, so many failures have to be later by so many seconds. */
const LATER = { count: 3, seconds: 2 };

/** Seconds in which the rates of a server still tell of a success. */
const RECENT = 15;

/** Packets of one connection that fails: more is a loop. A client repeats its first packet six times or so. */
const LOOPED = 20;

/** What of a server is looked at here. */
interface Observed {
  readonly key: ServiceKey;
  readonly server: CountedServer;
  readonly seen: Traffic;
}

/** Whether connections to a server fail now, without a word from it to the client. */
function failsInSilence({ server, seen: { halfOpen, opened } }: Observed): boolean {
  const { stats, forwarding } = server;
  if (halfOpen.count < LEAST) return false;
  const [success] = opened.ages;
  // A server that has just come back repeats its answers to clients that have gone, and their connections look new.
  const isBack = success !== undefined && success < RECENT && 2n * stats.outByteRate >= stats.inByteRate;
  if (forwarding === 'masquerade' && isBack) return false;
  if (success !== undefined) return halfOpen.ages.filter((age) => age + LATER.seconds <= success).length >= LATER.count;
  // A port scanner does not repeat itself; and where the server has answered each, it is the client that is silent.
  const repeats = stats.inPackets > stats.connections;
  const answers = forwarding === 'masquerade' && stats.outPackets >= stats.connections;
  return (repeats || refusesTunnel(server)) && !answers;
}

/**
 * Whether a server answers the packets of a tunnel with errors. Its answers to clients do not pass this machine, but
 * ICMP goes to who has sent the packet, and IPVS counts what it passes on to the client.
 */
const refusesTunnel = ({ forwarding, stats }: CountedServer): boolean =>
  forwarding === 'tunnel' && stats.outPackets > 0n;

const isLoop = ({ server: { stats }, seen: { halfOpen, opened } }: Observed): boolean =>
  halfOpen.count > 0 && opened.count === 0 && stats.inPackets > BigInt(LOOPED) * stats.connections;

function evidenceOf({ server, seen: { halfOpen, opened } }: Observed): Evidence[] {
  const { stats, forwarding } = server;
  const showsAnswers = forwarding === 'masquerade' || refusesTunnel(server);
  const packets = `InPkts ${stats.inPackets}`;
  return [
    { from: 'ipvsadm -Lnc', value: `${halfOpen.count} connections in SYN_RECV, ${opened.count} opened` },
    {
      from: 'ipvsadm -Ln --stats --exact',
      // With the other methods the answers do not pass this machine, so there is nothing to see in them.
      value: `Conns ${stats.connections}, ${packets}${showsAnswers ? `, OutPkts ${stats.outPackets}` : ''}`,
    },
  ];
}

/** What to look at on a real server that does not answer, by how packets get there. */
function stepsFor({ key, server, seen }: Observed, network: Network): Step[] {
  const on = server.address;
  const ip = ipFor(on);
  const port = 'port' in key && server.port === 0 ? key.port : server.port;
  const listening = { on, command: `ss -lnt 'sport = :${port}'`, note: 'does a program listen, on all addresses?' };
  const virtual = 'address' in key ? key.address : 'VIRTUAL-ADDRESS';
  const bits = hostBits(virtual);
  const address = { on, command: `ip address add ${virtual}/${bits} dev lo`, note: 'it needs the virtual address' };
  const client = seen.clients[0] ?? 'CLIENT';
  const director = network.wayTo(on)?.route?.source ?? 'THIS-MACHINE';
  const steps: Readonly<Record<ForwardingMethod, readonly Step[]>> = {
    masquerade: [
      { on, command: `${ip} route get ${client}`, note: `has to say: via ${director}` },
      {
        on,
        command: `${ip} route replace default via ${director}`,
        note: 'answers have to come back through this machine',
      },
      { on, command: 'nft list ruleset; iptables-save', note: 'does its firewall drop the requests?' },
    ],
    direct: [
      address,
      listening,
      { on, command: 'nft list ruleset; iptables-save', note: 'does its firewall drop the requests?' },
    ],
    tunnel: [
      { on, command: tunnelLine(server), note: 'a device has to unpack the tunnel' },
      address,
      {
        on,
        command: 'sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0',
        note: '0 on the tunnel device',
      },
      listening,
    ],
    local: [listening],
    bypass: [],
  };
  return [...steps[server.forwarding]];
}

/** The line that makes a server unpack its tunnel. */
function tunnelLine({ address, tunnel }: CountedServer): string {
  const isIPv6 = address.includes(':');
  if (tunnel?.type === 'gre') {
    return `ip link add gre-ipvs up type ${isIPv6 ? 'ip6gre' : 'gre'} local ${address}`;
  }
  const gue = tunnel?.type === 'gue' ? `; modprobe fou; ip${isIPv6 ? ' -6' : ''} fou add port ${tunnel.port} gue` : '';
  const device = isIPv6
    ? `ip link add ip6-ipvs up type ip6tnl mode any local ${address}`
    : 'modprobe ipip; ip link set tunl0 up';
  return device + gue;
}

/** What it can be, where it cannot be told apart from here. */
const CAUSES: Readonly<Record<ForwardingMethod, string>> = {
  masquerade: 'its answers do not come back through this machine, or its firewall drops the requests',
  direct: 'it lacks the virtual address, nothing listens there, or its firewall drops the requests',
  tunnel: 'it does not unpack the tunnel, lacks the virtual address, drops by rp_filter, or nothing listens there',
  local: 'nothing on this machine listens on the virtual address',
  bypass: 'the original destination does not answer',
};

export const SYMPTOMS: readonly Check[] = [
  check({
    code: 'LVS306',
    name: 'client-beside-nat-server',
    severity: 'error',
    title: 'The client is in the network of the NAT servers',
    meaning: 'Clients in that network get no connection. Others do.',
    reason:
      'The server sees a client of its own network, and answers it directly. The client has asked the virtual address, ' +
      'and refuses an answer from another one.',
    remedy:
      'Have the server send answers for its own network to this machine, or have this machine write its own address ' +
      'into requests of that network: net.ipv4.vs.conntrack=1 and a masquerading rule.',
    ignore: 'Where no client of that network is meant to use the service.',
    right: 'no client in the network of its NAT server fails',
    needs: { ipvs, network, traffic },
    *find({ ipvs, network, traffic }): Generator<Found> {
      for (const one of observed(ipvs.entries, traffic)) {
        const { key, server, seen } = one;
        if (server.forwarding !== 'masquerade' || seen.halfOpen.count < LEAST) continue;
        const links = network.onLink(server.address);
        // Those of half-open connections stand first.
        const [beside] = seen.clients;
        if (beside === undefined || !network.onLink(beside).some((link) => links.includes(link))) continue;
        const director = network.wayTo(server.address)?.route?.source ?? 'THIS-MACHINE';
        yield {
          subject: { service: key, server },
          what: `the client ${beside} is in the network of the server, which answers it directly`,
          evidence: [
            ...evidenceOf(one),
            { from: 'ip address', value: `${beside} is on ${links[0]?.name}, as ${serverText(server)}` },
          ],
          fix: [
            { command: 'sysctl -w net.ipv4.vs.conntrack=1' },
            {
              command: `iptables -t nat -A POSTROUTING -s ${beside}/${hostBits(beside)} -d ${server.address} -j SNAT --to-source ${director}`,
            },
          ],
          lasting: "put 'net.ipv4.vs.conntrack = 1' into /etc/sysctl.d/ipvs.conf, and save the rules of the firewall",
        };
      }
    },
  }),
  check({
    code: 'LVS307',
    name: 'connections-go-in-circles',
    severity: 'error',
    title: 'Packets of the service come back to this machine again and again',
    meaning:
      'Connections fail, and each of their packets passes this machine dozens of times, until its time to live is up.',
    reason:
      'What receives the packets sends them back here: a router before a server of direct routing, or a second ' +
      'director that is a real server of this one and balances too.',
    remedy:
      'Where the real server is a director itself, set net.ipv4.vs.backup_only to 1 there and run a backup daemon. Where a ' +
      'router is in between, use a tunnel.',
    ignore: 'Never.',
    right: 'no packets come back to this machine',
    symptom: true,
    needs: { ipvs, traffic },
    *find({ ipvs, traffic }): Generator<Found> {
      for (const one of observed(ipvs.entries, traffic)) {
        if (!isLoop(one)) continue;
        const { key, server } = one;
        yield {
          subject: { service: key, server },
          what: `${serverText(server)} sends the packets back: there are ${server.stats.inPackets} of ${server.stats.connections} connections`,
          evidence: evidenceOf(one),
          fix: [
            {
              on: server.address,
              command: 'ipvsadm -Ln; sysctl -w net.ipv4.vs.backup_only=1',
              note: 'if it is a director too',
            },
          ],
          lasting: "put 'net.ipv4.vs.backup_only = 1' into /etc/sysctl.d/ipvs.conf there",
        };
      }
    },
  }),
  check({
    code: 'LVS308',
    name: 'server-does-not-answer',
    severity: 'warning',
    title: 'Connections to the real server are not answered',
    meaning: 'Clients that the scheduler gives to this server wait until they give up.',
    reason:
      'An entry in SYN_RECV has seen the first packet of a client, and nothing that shows that the client has got an ' +
      'answer. Whether the request did not arrive, or the answer, cannot be seen from here.',
    remedy: 'Look at the real server, in the order of the list that is printed.',
    ignore: 'Where all of these are of a port scanner.',
    right: 'real servers answer',
    symptom: true,
    needs: { ipvs, network, traffic },
    *find({ ipvs, network, traffic }): Generator<Found> {
      for (const one of observed(ipvs.entries, traffic)) {
        if (!failsInSilence(one) || isLoop(one)) continue;
        const { key, server } = one;
        yield {
          subject: { service: key, server },
          what: `${serverText(server)} does not answer: ${
            refusesTunnel(server) ? 'it does not unpack the tunnel, and says so by ICMP' : CAUSES[server.forwarding]
          }`,
          evidence: evidenceOf(one),
          fix: stepsFor(one, network),
          lasting: 'put the same into the configuration of the network there',
        };
      }
    },
  }),
];

function* observed(entries: readonly Entry[], of: TrafficOf): Generator<Observed> {
  for (const { service, servers } of entries) {
    for (const server of servers) yield { key: service.key, server, seen: of.ofServer(service.key, server) };
  }
}
