import { formatServiceKey } from '../../rules/write-rules.ts';
import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { questionLine } from '../facts/routes.ts';
import type { Found } from '../finding.ts';
import { serverText } from '../views/naming.ts';
import { network, wayText } from '../views/network.ts';

export const DIRECT_ROUTING: readonly Check[] = [
  check({
    code: 'LVS401',
    name: 'direct-routing-by-router',
    severity: 'error',
    title: 'A real server of direct routing is behind a router',
    meaning: 'Its connections fail, and their packets may come back here again and again.',
    reason:
      'Direct routing sends the packet unchanged, addressed to the virtual address, in a frame for the next hop. A ' +
      'router in between reads the virtual address, and sends the packet to where that is: back to this machine.',
    remedy: 'Use a tunnel (-i) for this server, or put it into a network of this machine.',
    ignore: 'Never.',
    right: 'servers of direct routing are in networks of this machine',
    needs: { ipvs, network },
    *find({ ipvs, network }): Generator<Found> {
      for (const { service, servers } of ipvs.entries) {
        for (const server of servers) {
          const way = network.wayTo(server.address);
          if (server.forwarding !== 'direct' || way?.route?.gateway === undefined) continue;
          // A route by the server itself, as `ip route add SERVER via SERVER onlink`, has nobody in between.
          if (way.route.gateway === server.address) continue;
          yield {
            subject: { service: service.key, server },
            what: `direct routing cannot reach ${server.address}: the router ${way.route.gateway} is in between`,
            evidence: [{ from: questionLine(way), value: wayText(way, network) }],
            fix: [
              {
                command: `ipvsadm -e ${formatServiceKey(service.key)} -r ${serverText(server)} -i -w ${server.weight}`,
              },
              {
                command: 'modprobe ipip; ip link set tunl0 up; sysctl -w net.ipv4.conf.tunl0.rp_filter=0',
                on: server.address,
              },
            ],
            lasting: 'save the rules (ipvsadm -Sn), and set up the tunnel in the configuration of the server',
          };
        }
      }
    },
  }),
];
