import type { ServiceKey } from '../../ipvs/model.ts';
import { type Check, check } from '../check.ts';
import { type CountedServer, type Ipvs, ipvs } from '../facts/ipvs.ts';
import { questionLine, type Way } from '../facts/routes.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { isLoopback } from '../prefix.ts';
import { localMarks } from '../views/local-marks.ts';
import { ipFor } from '../views/naming.ts';
import { type Network, network, wayText } from '../views/network.ts';
import { lastingSetting, setStep, settingEvidence, sysctlName } from '../views/settings.ts';
import { traffic } from '../views/traffic.ts';

/** A real server that packets leave this machine for. */
interface Remote {
  readonly key: ServiceKey;
  readonly server: CountedServer;
  readonly way: Way;
}

/** The real servers on other machines, with the way there. */
function* remotes({ entries }: Ipvs, network: Network): Generator<Remote> {
  for (const { service, servers } of entries) {
    for (const server of servers) {
      const way = network.wayTo(server.address);
      if (way === undefined || server.forwarding === 'local' || network.isLocal(server.address)) continue;
      yield { key: service.key, server, way };
    }
  }
}

const ADDRESS_FAMILIES = [
  {
    version: 4,
    forwarding: 'net/ipv4/ip_forward',
    ofInterface: 'net/ipv4/conf',
    isOf: (a: string) => !a.includes(':'),
  },
  {
    version: 6,
    forwarding: 'net/ipv6/conf/all/forwarding',
    ofInterface: 'net/ipv6/conf',
    isOf: (a: string) => a.includes(':'),
  },
];

export const WAY_TO_SERVER: readonly Check[] = [
  check({
    code: 'LVS301',
    name: 'forwarding-off',
    severity: 'error',
    title: 'The machine does not forward, so answers of NAT servers end here',
    meaning: 'Requests reach the servers, and their answers do not come back: clients wait until they give up.',
    reason:
      'With masquerading the answers of real servers pass this machine as any other packets that are for somebody ' +
      'else, and the kernel drops these while forwarding is off. Requests do not need it: IPVS sends them itself. So ' +
      'neither direct routing nor tunnels need it.',
    remedy:
      'Switch forwarding on. For IPv6 the machine then takes no more routes from router advertisements: where it lives ' +
      'by these, set accept_ra to 2.',
    ignore: 'Where all clients of the service are on this machine itself.',
    right: 'forwarding is on where servers answer through this machine',
    needs: { ipvs, network, sysctls, localMarks },
    *find({ ipvs, network, sysctls, localMarks }): Generator<Found> {
      const masqueraded = [...remotes(ipvs, network)].filter(
        ({ key, server }) => server.forwarding === 'masquerade' && !('fwmark' in key && localMarks(key)),
      );
      for (const { version, forwarding, ofInterface, isOf } of ADDRESS_FAMILIES) {
        const ofFamily = masqueraded.filter(({ server }) => isOf(server.address));
        // An answer comes in by the interface that leads to its server, and that interface's own setting counts.
        const stuck = ofFamily.filter(({ way }) => {
          const link = network.link(way.route?.output)?.name;
          return (sysctls[`${ofInterface}/${link}/forwarding`] ?? sysctls[forwarding]) === '0';
        });
        const [first] = stuck;
        if (first === undefined) continue;
        const link = network.link(first.way.route?.output)?.name ?? 'all';
        const path = sysctls[forwarding] === '0' ? forwarding : `${ofInterface}/${link}/forwarding`;
        yield {
          subject: { sysctl: sysctlName(path) },
          what: `IPv${version} forwarding is off, so answers of masqueraded servers are dropped here`,
          evidence: [settingEvidence(path, sysctls)],
          fix: [setStep(path, 1)],
          lasting: lastingSetting([path, 1]),
          affects: stuck.map(({ key, server }) => ({ service: key, server })),
        };
      }
    },
  }),
  check({
    code: 'LVS302',
    name: 'no-route-to-server',
    severity: 'error',
    title: 'There is no route to the real server',
    meaning: 'Connections that the scheduler gives to this server fail. Those to other servers work.',
    reason: 'IPVS asks the routing table for the way to the server, and drops the packet where there is none.',
    remedy: 'Add a route, or bring the interface up whose network the server is in.',
    ignore: 'While the server is being moved: give it weight 0.',
    right: 'there is a route to every real server',
    needs: { ipvs, network },
    *find({ ipvs, network }): Generator<Found> {
      for (const { key, server, way } of remotes(ipvs, network)) {
        if (way.route?.type === 'unicast') continue;
        const { address } = server;
        const down = network.onLink(address).find(({ up }) => !up);
        yield {
          subject: { service: key, server },
          severity: server.weight === 0 ? 'info' : 'error',
          what: `there is no route to ${address}, so its connections fail`,
          evidence: [{ from: questionLine(way), value: wayText(way, network) }],
          fix: [
            down === undefined
              ? { command: `${ipFor(address)} route add ${address} via ROUTER`, note: 'or dev INTERFACE' }
              : { command: `ip link set ${down.name} up` },
          ],
          lasting: 'put the route into the configuration of the network',
        };
      }
    },
  }),
  check({
    code: 'LVS303',
    name: 'server-not-on-the-network',
    severity: 'error',
    title: 'The real server, or the router before it, does not answer in its network',
    meaning: 'Connections that the scheduler gives to this server fail. Those to other servers work.',
    reason:
      'The kernel has asked for the hardware address (ARP, or neighbour discovery for IPv6), and nobody has answered. ' +
      'Packets that wait for it are dropped.',
    remedy:
      'Is the machine up, is its cable or VLAN right, has it this address, and does its firewall let ARP through?',
    ignore: 'Where the server is known to be down: give it weight 0.',
    right: 'real servers and routers answer in their networks',
    needs: { ipvs, network, traffic },
    *find({ ipvs, network }): Generator<Found> {
      for (const { key, server, way } of remotes(ipvs, network)) {
        const next = way.route?.gateway ?? server.address;
        const neighbour = network.neighbour(next, way.route?.output);
        const link = network.link(way.route?.output)?.name;
        if (neighbour?.state !== 'failed') continue;
        yield {
          subject: { service: key, server },
          severity: server.weight === 0 ? 'info' : 'error',
          what: `${next === server.address ? 'the server' : `the router ${next} before it`} does not answer on ${link}`,
          evidence: [{ from: `${ipFor(next)} neigh show ${next} dev ${link}`, value: 'FAILED' }],
          fix: [
            { command: `ip address; ip link`, note: `is it up, and does it have ${next}?`, on: next },
            { command: `${ipFor(next)} neigh flush ${next} dev ${link}`, note: 'then the kernel asks again' },
          ],
        };
      }
    },
  }),
  check({
    code: 'LVS304',
    name: 'server-interface-down',
    severity: 'error',
    title: 'The interface that leads to the real server has no carrier',
    meaning: 'Connections to the servers behind it fail.',
    reason: 'The kernel keeps the route, and the packets go nowhere: no cable, or the other end is down.',
    remedy: 'Look at the cable, the switch, or the other end of a virtual interface.',
    ignore: 'Never, while it has servers with a weight.',
    right: 'the interfaces that lead to real servers have a carrier',
    needs: { ipvs, network },
    *find({ ipvs, network }): Generator<Found> {
      const all = [...remotes(ipvs, network)];
      for (const link of network.links) {
        if (link.running) continue;
        const behind = all.filter(({ way, server }) => way.route?.output === link.index && server.weight > 0);
        if (behind.length === 0) continue;
        yield {
          subject: { interface: link.name },
          what: `${link.name} leads to real servers, and is ${link.up ? 'without a carrier' : 'down'}`,
          evidence: [{ from: `ip link show ${link.name}`, value: link.up ? 'NO-CARRIER' : 'DOWN' }],
          fix: [{ command: link.up ? `ethtool ${link.name}` : `ip link set ${link.name} up` }],
          affects: behind.map(({ key, server }) => ({ service: key, server })),
        };
      }
    },
  }),
  check({
    code: 'LVS305',
    name: 'server-is-loopback',
    severity: 'error',
    title: 'The real server is an address of the loopback',
    meaning: 'Connections from other machines fail.',
    reason: 'The kernel drops packets from outside that are sent on to 127.0.0.0/8 or ::1.',
    remedy: 'Use another address of this machine, on which the program listens.',
    ignore: 'Where all clients of the service are on this machine itself.',
    right: 'no real server is an address of the loopback',
    needs: { ipvs },
    *find({ ipvs }): Generator<Found> {
      for (const { service, servers } of ipvs.entries) {
        for (const server of servers) {
          if (!isLoopback(server.address) || server.forwarding !== 'masquerade') continue;
          yield {
            subject: { service: service.key, server },
            what: `${server.address} is an address of the loopback, where nothing from outside may go`,
            evidence: [{ from: 'ipvsadm -Ln', value: server.address }],
            fix: [{ command: 'ip address', note: 'choose an address of this machine, and add the server by it' }],
            lasting: 'save the rules (ipvsadm -Sn)',
          };
        }
      }
    },
  }),
];
