import type { ServiceKey } from '../../ipvs/model.ts';
import { type Check, check } from '../check.ts';
import { type CountedServer, ipvs } from '../facts/ipvs.ts';
import { ALL_ADDRESSES, type Listener, listeners } from '../facts/listeners.ts';
import type { Found } from '../finding.ts';
import { isLoopback } from '../prefix.ts';
import { serverText } from '../views/naming.ts';
import { network } from '../views/network.ts';

/**
 * The end that a local server's program has to wait on. Absent where it is not known, for other protocols, and on the
 * loopback.
 */
function endOf(key: ServiceKey, { address, port, forwarding }: CountedServer): Listener | undefined {
  if (!('protocol' in key) || key.protocol === 'sctp' || port === 0 || isLoopback(address)) return undefined;
  // Only masquerading changes the address and the port.
  const { protocol } = key;
  return forwarding === 'masquerade' ? { protocol, address, port } : { protocol, address: key.address, port: key.port };
}

const waitsOn = (one: Listener, { protocol, address, port }: Listener): boolean =>
  one.protocol === protocol && one.port === port && (one.address === address || ALL_ADDRESSES.includes(one.address));

export const LOCAL_SERVER: readonly Check[] = [
  check({
    code: 'LVS310',
    name: 'local-server-not-listening',
    severity: 'error',
    title: 'The real server is this machine, and no program listens here',
    meaning: 'Connections that the scheduler gives to this machine are refused.',
    reason:
      'Packets for a local server stay here. With masquerading they have the address and the port of the server; with ' +
      'the other methods those of the virtual service, so the program has to listen on the virtual address or on all.',
    remedy: 'Start the program, or have it listen on that address.',
    ignore: 'Where a rule of the firewall leads these packets to another port.',
    right: 'programs listen where real servers are this machine',
    needs: { ipvs, network, listeners },
    *find({ ipvs, network, listeners }): Generator<Found> {
      for (const { service, servers } of ipvs.entries) {
        for (const server of servers) {
          const end = network.holders(server.address).length > 0 ? endOf(service.key, server) : undefined;
          if (end === undefined || listeners.some((one) => waitsOn(one, end))) continue;
          const list = `ss -ln${end.protocol[0]}`;
          yield {
            subject: { service: service.key, server },
            severity: server.weight === 0 ? 'info' : 'error',
            what: `no program on this machine listens on ${end.protocol} ${serverText(end)}`,
            evidence: [{ from: `${list} 'sport = :${end.port}'`, value: 'nothing on this address' }],
            fix: [{ command: list, note: 'does the program run, and on which address does it listen?' }],
            lasting: 'have the program started at boot (systemctl enable)',
          };
        }
      }
    },
  }),
];
