import type { ForwardingMethod } from '../../ipvs/model.ts';
import { type Check, check } from '../check.ts';
import { counters, MARTIAN_SOURCE } from '../facts/counters.ts';
import { type CountedServer, ipvs } from '../facts/ipvs.ts';
import type { Evidence, Found } from '../finding.ts';
import { hostBits, serverText } from '../views/naming.ts';
import { network } from '../views/network.ts';
import {
  evidenceOf,
  failedLater,
  failsInSilence,
  isLoop,
  LEAST,
  observed,
  refuses,
  refusesTunnel,
} from '../views/observed.ts';
import { backThroughHere, listeningStep, stepsFor } from '../views/server-steps.ts';
import { traffic } from '../views/traffic.ts';

/** What it can be, where it cannot be told apart from here. */
const CAUSES: Readonly<Record<ForwardingMethod, string>> = {
  masquerade: 'its answers do not come back through this machine, or its firewall drops the requests',
  direct: 'it lacks the virtual address, nothing listens there, or its firewall drops the requests',
  tunnel: 'it does not unpack the tunnel, lacks the virtual address, drops by rp_filter, or nothing listens there',
  local: 'nothing on this machine listens on the virtual address',
  bypass: 'the original destination does not answer',
};

const causesOf = ({ forwarding }: CountedServer, martian: boolean): string =>
  CAUSES[forwarding] + (martian ? ', or its answers come back through this machine, which drops them' : '');

const martianEvidence = (totals: Readonly<Record<string, number>>): Evidence => ({
  from: '/proc/net/stat/rt_cache',
  value: `in_martian_src ${totals[MARTIAN_SOURCE]}: packets from outside with an address of this machine as their source`,
});

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
        const { halfOpen, opened } = seen;
        if (server.forwarding !== 'masquerade' || halfOpen.count < LEAST) continue;
        if (opened.count > 0 && !failedLater(halfOpen, opened)) continue;
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
      'answer. UDP has no states: of protocols whose servers always answer, the packets are counted. Whether the request did not arrive, or the answer, cannot be seen from here.',
    remedy:
      'Look at the real server, in the order of the list that is printed. `ipvsadm --diagnose --probe` connects to the ' +
      'servers, which leaves fewer causes.',
    ignore: 'Where all of these are of a port scanner.',
    right: 'real servers answer',
    symptom: true,
    needs: { ipvs, network, traffic, counters },
    *find({ ipvs, network, traffic, counters: { totals } }): Generator<Found> {
      for (const one of observed(ipvs.entries, traffic)) {
        if (!failsInSilence(one) || refuses(one) || isLoop(one)) continue;
        const { key, server } = one;
        const martian = server.forwarding === 'direct' && (totals[MARTIAN_SOURCE] ?? 0) > 0;
        yield {
          subject: { service: key, server },
          what: `${serverText(server)} does not answer: ${
            refusesTunnel(server) ? 'it does not unpack the tunnel, and says so by ICMP' : causesOf(server, martian)
          }`,
          evidence: [...evidenceOf(one), ...(martian ? [martianEvidence(totals)] : [])],
          fix: [...stepsFor(one, network), ...(martian ? backThroughHere(one, network) : [])],
          lasting: 'put the same into the configuration of the network there',
        };
      }
    },
  }),
  check({
    code: 'LVS309',
    name: 'server-refuses',
    severity: 'warning',
    title: 'The real server refuses connections',
    meaning: 'Clients that the scheduler gives to this server are told at once that nobody is there.',
    reason:
      'A server answers with a reset where no program listens on the port. With masquerading that reset passes this ' +
      'machine: the connection is in CLOSE after one packet each way. With the other methods it does not, and each ' +
      'client is silent after its first packet.',
    remedy:
      'Start the program on the server, on the port of the table. With direct routing and tunnels it has to listen on ' +
      'the virtual address, or on all addresses.',
    ignore: 'Where the clients that are refused are a flood of forged addresses.',
    right: 'real servers take connections',
    symptom: true,
    needs: { ipvs, traffic },
    *find({ ipvs, traffic }): Generator<Found> {
      for (const one of observed(ipvs.entries, traffic)) {
        if (!refuses(one)) continue;
        const { key, server } = one;
        yield {
          subject: { service: key, server },
          what: `${serverText(server)} refuses connections: nothing listens there, or its firewall rejects them`,
          evidence: evidenceOf(one),
          fix: [
            listeningStep(key, server),
            { on: server.address, command: 'nft list ruleset; iptables-save', note: 'does its firewall reject them?' },
          ],
          lasting: 'have the program started at boot (systemctl enable), or take the server out of the table',
        };
      }
    },
  }),
];
