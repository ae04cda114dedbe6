import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { paths } from '../facts/paths.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { hostBits, ipFor } from '../views/naming.ts';
import { network } from '../views/network.ts';

/** Whether the packets of a tunnel may not be cut into fragments. 1 unless it is set to 0. */
const WHOLE = 'net/ipv4/vs/pmtu_disc';

export const PATHS: readonly Check[] = [
  check({
    code: 'LVS501',
    name: 'tunnel-loses-long-packets',
    severity: 'warning',
    title: 'Long packets are lost on the way to a server of a tunnel, as --probe has seen',
    meaning: 'Short requests work, and long ones, such as uploads, hang until the client gives up.',
    reason:
      'The packets that this machine sends must not be cut into fragments. A router that cannot send on a long one has ' +
      'to say so by ICMP ("fragmentation needed"); then the director tells the client, and all is well. Here nobody ' +
      'says anything: a firewall drops these messages, or a switch takes no packets of that length.',
    remedy:
      'Let the ICMP messages pass, or equalise the MTU of the path. Or give the route to the server the MTU that the ' +
      'path has: the director then tells the clients itself.',
    ignore:
      'Where clients never send long packets, because the servers ask them for short ones (advmss of a route), or a ' +
      'firewall does (TCPMSS).',
    right: 'packets of full size get to the servers of tunnels',
    needs: { ipvs, network, sysctls, paths },
    *find({ ipvs, network, sysctls, paths }): Generator<Found> {
      for (const { service, servers } of ipvs.entries) {
        for (const server of servers) {
          const { address, forwarding } = server;
          const found = paths.servers.find((one) => one.address === address);
          const isCut = sysctls[WHOLE] === '0' && !address.includes(':');
          if (forwarding !== 'tunnel' || found?.passes === undefined || isCut) continue;
          const { mtu, passes } = found;
          const { gateway, output } = network.wayTo(address)?.route ?? {};
          const via = gateway === undefined ? '' : ` via ${gateway}`;
          const link = network.link(output)?.name ?? 'INTERFACE';
          yield {
            subject: { service: service.key, server },
            what: `packets of ${mtu} bytes to ${address} are lost without a word, and those of ${passes} arrive`,
            evidence: [
              { from: `tracepath -n -l ${mtu} ${address}`, value: 'no reply' },
              { from: `tracepath -n -l ${passes} ${address}`, value: 'reached' },
            ],
            fix: [
              {
                command: `${ipFor(address)} route replace ${address}/${hostBits(address)}${via} dev ${link} mtu ${passes}`,
              },
            ],
            lasting: 'put the route with its mtu into the configuration of the network',
          };
        }
      }
    },
  }),
];
