import type { AddressServiceKey } from '../../ipvs/model.ts';
import { type Check, check } from '../check.ts';
import { type CountedServer, type Entry, ipvs } from '../facts/ipvs.ts';
import { owners } from '../facts/owners.ts';
import type { Evidence, Found, Step } from '../finding.ts';
import { type Claimant, claimants } from '../views/claimants.ts';
import { byAddress } from '../views/packets.ts';

/** A virtual service whose address another machine claims. */
interface Claimed {
  readonly key: AddressServiceKey;
  readonly by: Claimant;
  /** That machine, where it is a real server of the service. */
  readonly server: CountedServer | undefined;
}

function* claimed(entries: readonly Entry[], claimants: readonly Claimant[]): Generator<Claimed> {
  for (const { key, entry } of byAddress(entries)) {
    for (const by of claimants.filter(({ address }) => address === key.address)) {
      yield { key, by, server: entry.servers.find(({ address }) => by.knownAs.includes(address)) };
    }
  }
}

const evidenceOf = ({ address, link, linkAddress, knownAs }: Claimant): Evidence[] => [
  { from: `arping -D -c 1 -I ${link} ${address}`, value: `${linkAddress} answers` },
  ...(knownAs.length === 0
    ? []
    : [{ from: `ip neigh show dev ${link}`, value: `${linkAddress} is ${knownAs.join(', ')}` }]),
];

/** What others have learnt lasts for minutes, unless they are told. */
const announce = ({ address, link }: Claimant): Step => ({
  command: `arping -c 3 -U -I ${link} ${address}`,
  note: 'afterwards: tells clients and routers who has it',
});

/** Takes an address from the interface that it is on. */
const remove = ({ address }: Claimant, on: string | undefined): Step => ({
  on,
  command: `ip address flush to ${address}/32`,
});

export const CLAIMS: readonly Check[] = [
  check({
    code: 'LVS107',
    name: 'server-answers-for-virtual-address',
    severity: 'error',
    title: 'A real server answers ARP for the virtual address, as --probe has seen',
    meaning: 'Clients and routers of the network may find the server in place of this machine, and go past it.',
    reason:
      'Servers of direct routing and tunnels have the virtual address, too. A machine answers ARP for all of its ' +
      'addresses, on any interface, unless arp_ignore is 1 or more. Who asks takes the first answer, or the last.',
    remedy:
      'Set arp_ignore to 1 and arp_announce to 2 on the server, and have the address on lo or on a tunnel device there. ' +
      'A server of masquerading must not have it at all.',
    ignore: 'Where nobody asks: all clients come by routers that have a fixed entry for this machine.',
    right: 'no real server answers for a virtual address',
    needs: { ipvs, claimants },
    *find({ ipvs, claimants }): Generator<Found> {
      for (const { key, by, server } of claimed(ipvs.entries, claimants)) {
        if (server === undefined) continue;
        const on = server.address;
        const needsIt = server.forwarding !== 'masquerade';
        yield {
          subject: { service: key, server },
          what: `${on} answers ARP for ${key.address}, so clients may find it in place of this machine`,
          evidence: evidenceOf(by),
          fix: [
            ...(needsIt
              ? [
                  { on, command: 'sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2' },
                  { on, command: `ip address show to ${key.address}`, note: 'has to be on lo or on a tunnel device' },
                ]
              : [remove(by, on)]),
            announce(by),
          ],
          lasting: needsIt
            ? "put 'net.ipv4.conf.all.arp_ignore = 1' and 'net.ipv4.conf.all.arp_announce = 2' into " +
              '/etc/sysctl.d/ipvs.conf of the server'
            : 'take the address out of the configuration of the server',
        };
      }
    },
  }),
  check({
    code: 'LVS108',
    name: 'virtual-address-elsewhere',
    severity: 'error',
    title: 'Another machine answers ARP for the virtual address, as --probe has seen',
    meaning: 'Some clients and routers reach this machine, and some the other one. Which one may change at any time.',
    reason:
      'An address belongs to one machine of a network. Two directors both have it where they do not hear of each other, ' +
      'such as by VRRP (IP protocol 112), or where one of them was not told to give it up.',
    remedy: 'See which machine it is, and remove the address there.',
    ignore: 'While one director takes over from another. Nobody else may have the address.',
    right: 'no other machine answers for a virtual address',
    needs: { ipvs, claimants, owners },
    *find({ ipvs, claimants, owners }): Generator<Found> {
      for (const { key, by, server } of claimed(ipvs.entries, claimants)) {
        if (server !== undefined) continue;
        const [on] = by.knownAs;
        yield {
          subject: { service: key },
          what: `${on ?? 'another machine'} (${by.linkAddress}) has ${key.address} too`,
          evidence: evidenceOf(by),
          fix: [
            ...(owners.includes('keepalived')
              ? [{ command: `tcpdump -c 3 -ni ${by.link} ip proto 112`, note: 'do both hear of each other by VRRP?' }]
              : []),
            remove(by, on ?? 'the other machine'),
            announce(by),
          ],
          lasting: 'take the address out of the configuration of the other machine',
        };
      }
    },
  }),
];
