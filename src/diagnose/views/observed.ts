import type { ServiceKey, Stats } from '../../ipvs/model.ts';
import type { CountedServer, Entry } from '../facts/ipvs.ts';
import type { Evidence } from '../finding.ts';
import type { Part, Traffic, TrafficOf } from './traffic.ts';

/** Failures that are taken for a fault. One may just be on its way. */
export const LEAST = 2;

/** Where there was a success, so many failures have to be later by so many seconds. */
const LATER = { count: 3, seconds: 2 };

/** Seconds in which the rates of a server still tell of a success more than of what came after it. */
const RECENT = 5;

/** Packets of one connection that fails: more is a loop. A client repeats its first packet six times or so. */
const LOOPED = 20;

/** Packets of a client for a connection that is opened, and ended at once. One that is refused has a single packet. */
const OPENED = 3n;

/** What of a server is looked at here. */
export interface Observed {
  readonly key: ServiceKey;
  readonly server: CountedServer;
  readonly seen: Traffic;
}

/** All real servers, with what their connections say. */
export function* observed(entries: readonly Entry[], of: TrafficOf): Generator<Observed> {
  for (const { service, servers } of entries) {
    for (const server of servers) yield { key: service.key, server, seen: of.ofServer(service.key, server) };
  }
}

/** Whether so many connections failed after the last one that was opened. */
export function failedLater({ ages }: Part, { ages: [success] }: Part): boolean {
  if (success === undefined) return false;
  return ages.filter((age) => age + LATER.seconds <= success).length >= LATER.count;
}

/** UDP ports of protocols that answer each request: DNS, Kerberos, NTP, SNMP, LDAP, IKE, OpenVPN, RADIUS, STUN, SIP. */
const ANSWERED = [53, 88, 123, 161, 389, 500, 1194, 1812, 1813, 3478, 4500, 5060];

/** The service of a server, where it is one of UDP whose clients wait for answers that pass this machine. */
const isAnsweredUdp = ({ key, server }: Observed): boolean =>
  'protocol' in key && key.protocol === 'udp' && ANSWERED.includes(key.port) && server.forwarding === 'masquerade';

/** Whether a server gets requests by UDP, and says nothing. */
function ignoresUdp({ connections, inPacketRate, outPackets, outPacketRate }: Stats): boolean {
  if (connections < LEAST) return false;
  return outPackets === 0n || (inPacketRate > 0n && outPacketRate === 0n);
}

/** Packets a second from which on rates are taken: of fewer, half may be rounded away. */
const STEADY = 3n;

/** Whether a server has answered its clients: those of now, where some come, since all that it ever said tells less. */
const hasAnswered = ({ connections, inPacketRate, outPackets, outPacketRate }: Stats): boolean =>
  inPacketRate >= STEADY ? outPacketRate > 0n : outPackets >= connections;

/** Whether connections to a server fail now, without a word from it to the client. */
export function failsInSilence(one: Observed): boolean {
  const { server, seen } = one;
  const { halfOpen, opened } = seen;
  const { stats, forwarding } = server;
  if (isAnsweredUdp(one)) return ignoresUdp(stats);
  if (halfOpen.count < LEAST) return false;
  const [success] = opened.ages;
  // A server that has just come back repeats its answers to clients that have gone, and their connections look new.
  const isBack = success !== undefined && success < RECENT && 2n * stats.outByteRate >= stats.inByteRate;
  if (forwarding === 'masquerade' && isBack) return false;
  if (success !== undefined) return failedLater(halfOpen, opened);
  // A port scanner does not repeat itself; and where the server has answered each, it is the client that is silent.
  const repeats = stats.inPackets > stats.connections;
  const answers = forwarding === 'masquerade' && hasAnswered(stats);
  return (repeats || refusesTunnel(server)) && !answers;
}

/** Bytes of the longest answer of TCP that opens a connection. An error of ICMP has the refused packet in it. */
const LONGEST_ANSWER = 80n;

/** Whether all that came back from a server are errors. */
const answersByIcmp = ({ stats: { connections, outPackets, outBytes } }: CountedServer): boolean =>
  outPackets > 0n && outPackets <= connections && outBytes > LONGEST_ANSWER * outPackets;

/** Whether a server refuses connections now. */
export function refuses({ server, seen: { halfOpen, opened, reset } }: Observed): boolean {
  const { connections, inPackets, connectionRate, inPacketRate, outPackets } = server.stats;
  if (server.forwarding !== 'masquerade') {
    // Its refusals do not pass this machine. A client that got one is silent after its first packet.
    return opened.count === 0 && halfOpen.count >= LATER.count && inPackets === connections && outPackets === 0n;
  }
  if (opened.count === 0 && halfOpen.count >= LEAST && answersByIcmp(server)) return true;
  if (reset.count < LEAST || (opened.count > 0 && !failedLater(reset, opened))) return false;
  // A client may end a connection by a reset too, as some health checkers do, but has to open it first.
  return inPackets < OPENED * connections || (connectionRate > 0n && inPacketRate < OPENED * connectionRate);
}

/**
 * Whether a server answers the packets of a tunnel with errors. Its answers to clients do not pass this machine, but
 * ICMP goes to who has sent the packet, and IPVS counts what it passes on to the client.
 */
export const refusesTunnel = ({ forwarding, stats }: CountedServer): boolean =>
  forwarding === 'tunnel' && stats.outPackets > 0n;

export const isLoop = ({ server: { stats }, seen: { halfOpen, opened } }: Observed): boolean =>
  halfOpen.count > 0 && opened.count === 0 && stats.inPackets > BigInt(LOOPED) * stats.connections;

/** What was seen of connections that fail. */
export function evidenceOf(one: Observed): Evidence[] {
  const { server, seen } = one;
  const { halfOpen, opened, reset } = seen;
  const { stats, forwarding } = server;
  const showsAnswers = forwarding === 'masquerade' || refusesTunnel(server);
  const packets = `InPkts ${stats.inPackets}`;
  const resets = reset.count > 0 ? `${reset.count} in CLOSE, ` : '';
  const states: Evidence[] = isAnsweredUdp(one)
    ? []
    : [{ from: 'ipvsadm -Lnc', value: `${halfOpen.count} connections in SYN_RECV, ${resets}${opened.count} opened` }];
  return [
    ...states,
    {
      from: 'ipvsadm -Ln --stats --exact',
      // With the other methods the answers do not pass this machine, so there is nothing to see in them.
      value: `Conns ${stats.connections}, ${packets}${showsAnswers ? `, OutPkts ${stats.outPackets}` : ''}`,
    },
  ];
}
