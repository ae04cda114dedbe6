import type { Route } from '../../route/model.ts';
import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { CONNTRACK, sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { serverText } from '../views/naming.ts';
import { network } from '../views/network.ts';
import { LEAST } from '../views/observed.ts';
import { largerOf, lastingSetting, setStep, settingEvidence } from '../views/settings.ts';
import { traffic } from '../views/traffic.ts';

const ALL = 'net/ipv4/conf/all/send_redirects';

export const REDIRECTS: readonly Check[] = [
  check({
    code: 'LVS315',
    name: 'redirects-past-director',
    severity: 'warning',
    title: 'This machine tells NAT servers a shorter way to the client, past itself',
    meaning: 'Connections open and then break: the server follows the advice, and answers with its own address.',
    reason:
      'A packet that leaves by the interface that it came in by makes the kernel send its sender an ICMP redirect, while ' +
      'send_redirects is 1 for all interfaces or for that one. So do the answers of a server to a client that is in ' +
      'the same network, or behind a router there.',
    remedy: 'Set send_redirects to 0 for all interfaces and for the one of the servers.',
    ignore: 'Where the servers take no redirects (accept_redirects is 0 there).',
    right: 'servers are not told a way past this machine',
    needs: { ipvs, network, sysctls, traffic },
    *find({ ipvs, network, sysctls, traffic }): Generator<Found> {
      // Servers that see this machine as their client send it no packet on.
      if (sysctls[CONNTRACK] === '1') return;
      for (const { service, servers } of ipvs.entries) {
        for (const server of servers) {
          const output = network.wayTo(server.address)?.route?.output;
          const link = network.link(output)?.name;
          if (server.forwarding !== 'masquerade' || server.address.includes(':') || link === undefined) continue;
          if (network.isLocal(server.address) || largerOf(sysctls, 'send_redirects', link) !== 1) continue;
          const { clients, halfOpen } = traffic.ofServer(service.key, server);
          // A client beside the server that gets no answer at all is told of by another check.
          const isMeant = ({ gateway }: Route) => gateway !== undefined || halfOpen.count < LEAST;
          const client = clients.find((one) => {
            const route = network.wayTo(one)?.route;
            return route !== undefined && route.output === output && isMeant(route);
          });
          if (client === undefined) continue;
          const path = `net/ipv4/conf/${link}/send_redirects`;
          yield {
            subject: { service: service.key, server },
            what: `${link} leads to ${serverText(server)} and to its client ${client}, so the server is told a way past here`,
            evidence: [ALL, path].map((one) => settingEvidence(one, sysctls)),
            fix: [setStep(ALL, 0), setStep(path, 0)],
            lasting: lastingSetting([ALL, 0], [path, 0]),
          };
        }
      }
    },
  }),
];
