import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { questionLine } from '../facts/routes.ts';
import type { Found } from '../finding.ts';
import { ipFor } from '../views/naming.ts';
import { network, wayText } from '../views/network.ts';
import { LEAST, observed } from '../views/observed.ts';
import { traffic } from '../views/traffic.ts';

/** Types of routes by which an answer goes to its client. */
const PASSABLE = ['unicast', 'local'];

export const WAY_BACK: readonly Check[] = [
  check({
    code: 'LVS316',
    name: 'no-route-to-client',
    severity: 'error',
    title: 'There is no route back to a client of NAT servers',
    meaning: 'Requests reach the servers, and their answers are dropped here: clients wait until they give up.',
    reason:
      'With masquerading the answers pass this machine, which asks its own routing table for the way to the client. With ' +
      'the other methods it needs no route to clients.',
    remedy: 'Add the route, or a default route.',
    ignore: 'Where the source of these requests is forged.',
    right: 'there is a route back to the clients of NAT servers',
    needs: { ipvs, network, traffic },
    *find({ ipvs, network, traffic }): Generator<Found> {
      for (const { key, server, seen } of observed(ipvs.entries, traffic)) {
        if (server.forwarding !== 'masquerade' || seen.halfOpen.count < LEAST) continue;
        // Those of half-open connections stand first.
        const [client] = seen.clients;
        const way = client === undefined ? undefined : network.wayTo(client);
        if (way === undefined || PASSABLE.includes(way.route?.type ?? '')) continue;
        yield {
          subject: { service: key, server },
          what: `there is no route back to the client ${way.to}, so answers to it are dropped here`,
          evidence: [
            { from: questionLine(way), value: wayText(way, network) },
            { from: 'ipvsadm -Lnc', value: `${seen.halfOpen.count} connections in SYN_RECV` },
          ],
          fix: [{ command: `${ipFor(way.to)} route add ${way.to} via ROUTER`, note: 'or a default route' }],
          lasting: 'put the route into the configuration of the network',
        };
      }
    },
  }),
];
