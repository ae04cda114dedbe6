import { type Check, check } from '../check.ts';
import { connections } from '../facts/connections.ts';
import { ipvs } from '../facts/ipvs.ts';
import type { Found } from '../finding.ts';
import { serverText } from '../views/naming.ts';
import { byAddress } from '../views/packets.ts';

/** Seconds after its last packet in which a client counts as one that sends. */
const RECENT = 15;

/** Seconds after which the kernel forgets a client of UDP, unless it was told otherwise. */
const USUAL_TIMEOUT = 300;

export const DRAINED_UDP: readonly Check[] = [
  check({
    code: 'LVS211',
    name: 'udp-clients-stay',
    severity: 'info',
    title: 'Clients of UDP stay with a drained server while they send',
    meaning: 'The server of weight 0 never gets empty, and their packets are lost if it is off.',
    reason:
      'UDP has no end of a connection: the kernel forgets one when no packet has come for the timeout of UDP, and each ' +
      'packet begins that anew. The weight, expire_quiescent_template and expire_nodest_conn do not change that while ' +
      'the server is in the table.',
    remedy: 'Delete the server with expire_nodest_conn 1: the next packet of each client goes to another server.',
    ignore: 'Where the server is to be drained slowly.',
    right: 'no client of UDP sends to a drained server',
    needs: { ipvs, connections },
    *find({ ipvs, connections }): Generator<Found> {
      const timeout = ipvs.timeouts?.udp ?? USUAL_TIMEOUT;
      for (const { entry, key } of byAddress(ipvs.entries)) {
        const { service, servers } = entry;
        if (key.protocol !== 'udp' || service.onePacket || servers.every(({ weight }) => weight === 0)) continue;
        for (const server of servers) {
          const sum = connections.find(
            ({ protocol, virtual, destination }) =>
              protocol === 'UDP' &&
              virtual?.address === key.address &&
              virtual.port === key.port &&
              destination.address === server.address &&
              destination.port === server.port,
          );
          const age = timeout - Math.max(0, ...(sum?.longest.UDP ?? []));
          if (sum === undefined || server.weight > 0 || age > RECENT) continue;
          yield {
            subject: { service: key, server },
            what: `${serverText(server)} has weight 0, and clients that keep sending stay with it`,
            evidence: [{ from: 'ipvsadm -Lnc', value: `${sum.states.UDP} connections, the last packet ${age} s ago` }],
            fix: [
              { command: 'sysctl -w net.ipv4.vs.expire_nodest_conn=1' },
              { command: `ipvsadm -d -u ${serverText(key)} -r ${serverText(server)}` },
            ],
            lasting: 'save the rules (ipvsadm -Sn)',
          };
        }
      }
    },
  }),
];
