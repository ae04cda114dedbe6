import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { probes } from '../facts/probes.ts';
import type { Found, Step } from '../finding.ts';
import { serverText } from '../views/naming.ts';
import { type Network, network } from '../views/network.ts';
import { evidenceOf, failsInSilence, type Observed, observed, refuses } from '../views/observed.ts';
import { answerEvidence, answerOf, answerText } from '../views/probed.ts';
import { listeningStep, stepsFor } from '../views/server-steps.ts';
import { traffic } from '../views/traffic.ts';

const firewall = ({ server: { address } }: Observed): Step => ({
  on: address,
  command: 'nft list ruleset; iptables-save',
  note: 'does its firewall refuse or drop connections?',
});

/** Whether clients of a server fail. */
const fails = (one: Observed): boolean => failsInSilence(one) || refuses(one);

/** Whether the way to a server is known to be broken. Other checks say so. */
function isCutOff({ server }: Observed, network: Network): boolean {
  const way = network.wayTo(server.address);
  if (way?.route === undefined) return way !== undefined;
  const next = network.neighbour(way.route.gateway ?? server.address, way.route.output);
  return next?.state === 'failed' || next?.state === 'incomplete';
}

const sendsUnchanged = ({ server: { forwarding } }: Observed): boolean =>
  forwarding === 'direct' || forwarding === 'tunnel';

const LASTING = 'put the same into the configuration of the server';

export const PROBES: readonly Check[] = [
  check({
    code: 'LVS311',
    name: 'nat-server-not-open',
    severity: 'error',
    title: 'A NAT server does not accept the connection that --probe has made',
    meaning: 'Clients that the scheduler gives to this server get no connection.',
    reason:
      'With masquerading clients are connected to the address and the port of the server that the table has, and ' +
      'that is what was tried. Nothing listens there, or a firewall is in between.',
    remedy: 'Start the program on the server, or let its firewall accept the connections.',
    ignore: 'Where a firewall lets clients through to the server, and not this machine.',
    right: 'NAT servers accept connections from here',
    needs: { ipvs, network, traffic, probes },
    *find({ ipvs, network, traffic, probes }): Generator<Found> {
      for (const one of observed(ipvs.entries, traffic)) {
        const { key, server, seen } = one;
        const answer = server.forwarding === 'masquerade' ? answerOf(probes, server) : undefined;
        if (answer !== 'refused' && answer !== 'timed out') continue;
        // Answers to this machine itself pass other rules of its firewall than those to clients.
        if (isCutOff(one, network) || (answer === 'timed out' && !fails(one))) continue;
        yield {
          subject: { service: key, server },
          severity: answer === 'refused' && seen.opened.count === 0 ? 'error' : 'warning',
          what: answerText(server, answer),
          evidence: [answerEvidence(server, answer)],
          fix: [listeningStep(key, server), firewall(one)],
          lasting: LASTING,
        };
      }
    },
  }),
  check({
    code: 'LVS312',
    name: 'server-open-without-virtual-address',
    severity: 'warning',
    title: 'A server answers on its own address, and not on the virtual one',
    meaning: 'Clients that the scheduler gives to this server wait until they give up.',
    reason:
      'Direct routing and tunnels leave the virtual address in the packets. The program on the server listens, as ' +
      '--probe has seen on its own address, so the server lacks the virtual address, does not unpack the tunnel, drops ' +
      'by rp_filter or a firewall, or the program listens on its own address only.',
    remedy: 'Set up the virtual address, and the tunnel, on the server, and have its program listen on all addresses.',
    ignore: 'Where all connections without an answer are of a port scanner.',
    right: 'no server answers on its own address only',
    needs: { ipvs, network, traffic, probes },
    *find({ ipvs, network, traffic, probes }): Generator<Found> {
      for (const one of observed(ipvs.entries, traffic)) {
        const { key, server } = one;
        if (!sendsUnchanged(one) || answerOf(probes, server) !== 'open' || !failsInSilence(one)) continue;
        const tunnel = server.forwarding === 'tunnel' ? 'does not unpack the tunnel, ' : '';
        yield {
          subject: { service: key, server },
          what: `${serverText(server)} answers on its own address: it ${tunnel}lacks the virtual address or drops its packets`,
          evidence: [answerEvidence(server, 'open'), ...evidenceOf(one)],
          fix: stepsFor(one, network),
          lasting: LASTING,
        };
      }
    },
  }),
  check({
    code: 'LVS313',
    name: 'server-not-open',
    severity: 'warning',
    title: 'A server of direct routing, or of a tunnel, does not accept the connection that --probe has made',
    meaning: 'Where the program of the server does not run, clients that the scheduler gives to it get no connection.',
    reason:
      'Nothing listens on the own address of the server, or a firewall is in between. That is no proof: a program may ' +
      'listen on the virtual address only, which cannot be asked from here, as this machine has it too. So it is told ' +
      'only where connections of clients fail.',
    remedy: 'See whether the program runs on the server and listens on the virtual address or on all.',
    ignore: 'Where the program listens on the virtual address only.',
    right: 'servers of direct routing and tunnels that clients do not reach accept connections on their own address',
    needs: { ipvs, network, traffic, probes },
    *find({ ipvs, network, traffic, probes }): Generator<Found> {
      for (const one of observed(ipvs.entries, traffic)) {
        const { key, server } = one;
        const answer = sendsUnchanged(one) ? answerOf(probes, server) : undefined;
        if (answer !== 'refused' && answer !== 'timed out') continue;
        if (isCutOff(one, network) || !fails(one)) continue;
        yield {
          subject: { service: key, server },
          what: `${answerText(server, answer)}, unless it listens on the virtual address only`,
          evidence: [answerEvidence(server, answer), ...evidenceOf(one)],
          fix: [listeningStep(key, server), firewall(one)],
          lasting: LASTING,
        };
      }
    },
  }),
];
