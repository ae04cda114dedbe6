import { addressFamily } from '../../ipvs/address.ts';
import type { AddressServiceKey } from '../../ipvs/model.ts';
import type { CountedServer, Entry } from '../facts/ipvs.ts';
import { CONNTRACK, type Sysctls } from '../facts/sysctls.ts';
import type { Firewall } from '../firewall/firewall.ts';
import { matchesAll } from '../firewall/matches.ts';
import type { Packet } from '../firewall/model.ts';
import { hostBits } from './naming.ts';
import type { Network } from './network.ts';

/** Interfaces that packets of others come in by. */
const outsideLinks = ({ links }: Network): string[] =>
  links.filter(({ up, loopback }) => up && !loopback).map(({ name }) => name);

/** The first packet of a client to a virtual service. */
export const requestTo = ({ address, port, protocol }: AddressServiceKey, network: Network): Packet => ({
  family: address.includes(':') ? 'ipv6' : 'ipv4',
  protocol,
  destination: address,
  destinationPort: port === 0 ? undefined : port,
  inputs: outsideLinks(network),
  outputs: [],
  state: 'new',
});

/** A virtual service, and an address and port that clients connect to for it. */
export interface Served {
  readonly entry: Entry;
  /** As the key of a service by address. Its port is 0 where it is not known. */
  readonly key: AddressServiceKey;
}

/** The services by address. */
export const byAddress = (entries: readonly Entry[]): Served[] =>
  entries.flatMap((entry) => ('address' in entry.service.key ? [{ entry, key: entry.service.key }] : []));

/** Protocols that a rule that sets a mark may be for. */
const PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;

/** All services. Clients of one by mark connect to the addresses that the rules name which set it. */
export const served = (entries: readonly Entry[], firewall: Firewall, network: Network): Served[] =>
  entries.flatMap((entry) => {
    const { key } = entry.service;
    if ('address' in key) return [{ entry, key }];
    const { fwmark, family } = key;
    return firewall.rulesThatMark(fwmark, family).flatMap(({ destinations, matches, ports }) =>
      destinations
        .filter(({ address, prefixLength }) => addressFamily(address) === family && prefixLength === hostBits(address))
        .flatMap(({ address }) => {
          const [[port] = [0]] = ports;
          const keys = PROTOCOLS.map((protocol): AddressServiceKey => ({ protocol, address, port }));
          const meant = keys.find((one) => matchesAll(matches, requestTo(one, network)) !== false);
          return meant === undefined ? [] : [{ entry, key: meant }];
        }),
    );
  });

/** The first answer of a masqueraded server, before IPVS has put the virtual address into it. */
export function answerOf(server: CountedServer, protocol: string, network: Network, sysctls: Sysctls): Packet {
  const link = network.link(network.wayTo(server.address)?.route?.output)?.name;
  // Without net.ipv4.vs.conntrack the request was not tracked, so the answer of TCP begins in the middle.
  const untracked = protocol === 'tcp' ? 'invalid' : 'new';
  return {
    family: server.address.includes(':') ? 'ipv6' : 'ipv4',
    protocol,
    source: server.address,
    sourcePort: server.port || undefined,
    inputs: link === undefined ? [] : [link],
    outputs: outsideLinks(network),
    state: sysctls[CONNTRACK] === '1' ? 'established' : untracked,
  };
}

/** A request as IPVS sends it to a server on another machine. */
export function sentTo(
  key: AddressServiceKey,
  server: CountedServer,
  network: Network,
  sysctls: Sysctls,
): Packet | undefined {
  const link = network.link(network.wayTo(server.address)?.route?.output)?.name;
  if (link === undefined || server.forwarding === 'local' || network.isLocal(server.address)) return undefined;
  const state = sysctls[CONNTRACK] === '1' ? 'new' : 'untracked';
  const family = server.address.includes(':') ? 'ipv6' : 'ipv4';
  const common = { family, inputs: [], outputs: [link] } as const;
  if (server.forwarding === 'tunnel') {
    const { type = 'ipip', port } = server.tunnel ?? {};
    const inner = key.address.includes(':') ? 'ipv6' : 'ipencap';
    const protocol = type === 'gue' ? 'udp' : type === 'gre' ? 'gre' : inner;
    return { ...common, protocol, destination: server.address, destinationPort: port || undefined, state: 'new' };
  }
  const { address, port } = server.forwarding === 'masquerade' ? server : key;
  return { ...common, protocol: key.protocol, destination: address, destinationPort: port || undefined, state };
}
