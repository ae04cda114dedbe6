import { addressFamily } from '../../ipvs/address.ts';
import type { FwmarkServiceKey } from '../../ipvs/model.ts';
import type { InterfaceAddress, Link, Neighbour } from '../../route/model.ts';
import { addresses, links, neighbours } from '../facts/network.ts';
import { routes, type Way } from '../facts/routes.ts';
import type { DerivedSource } from '../facts/source.ts';
import { groupBy } from '../group.ts';
import { PrefixIndex } from '../prefix.ts';

/** Interfaces, addresses, routes and neighbours, to be asked by address. */
export const network: DerivedSource<Network> = {
  name: 'network',
  title: 'the network of this machine',
  derive: async (get) => new Network(await get(links), await get(addresses), await get(routes), await get(neighbours)),
};

export class Network {
  readonly links: readonly Link[];
  readonly addresses: readonly InterfaceAddress[];
  /** Routers that some way leads by. */
  readonly gateways: ReadonlySet<string>;
  readonly #holders: ReadonlyMap<string, readonly InterfaceAddress[]>;
  readonly #linkBy: ReadonlyMap<number, Link>;
  readonly #wayTo: ReadonlyMap<string, Way>;
  readonly #marked: ReadonlyMap<number | undefined, readonly Way[]>;
  readonly #neighbours: ReadonlyMap<string, Neighbour>;
  readonly #networks = new PrefixIndex<InterfaceAddress>();

  constructor(
    links: readonly Link[],
    addresses: readonly InterfaceAddress[],
    ways: readonly Way[],
    neighbours: readonly Neighbour[],
  ) {
    this.links = links;
    this.addresses = addresses;
    this.gateways = new Set(ways.flatMap(({ route }) => route?.gateway ?? []));
    this.#holders = groupBy(addresses, ({ address }) => address);
    this.#linkBy = new Map(links.map((link) => [link.index, link]));
    this.#marked = groupBy(ways, ({ mark }) => mark);
    this.#wayTo = new Map(this.#marked.get(undefined)?.map((way) => [way.to, way]));
    this.#neighbours = new Map(neighbours.map((one) => [`${one.index} ${one.address}`, one]));
    for (const one of addresses) this.#networks.add(one, one);
  }

  link(index: number | undefined): Link | undefined {
    return index === undefined ? undefined : this.#linkBy.get(index);
  }

  /** Where an address of this machine is; empty for an address that it does not have. */
  holders(address: string): readonly InterfaceAddress[] {
    return this.#holders.get(address) ?? [];
  }

  /** What the kernel says of the way to an address. Absent for one that it was not asked about. */
  wayTo(address: string): Way | undefined {
    return this.#wayTo.get(address);
  }

  /** What it says of the ways of packets with a mark, to the addresses that get it. */
  waysOfMark({ fwmark, family }: FwmarkServiceKey): Way[] {
    return (this.#marked.get(fwmark) ?? []).filter(({ to }) => addressFamily(to) === family);
  }

  /** Whether the kernel takes packets for an address as its own: IPVS looks at no others. */
  isLocal(address: string): boolean {
    return this.holders(address).length > 0 || this.wayTo(address)?.route?.type === 'local';
  }

  neighbour(address: string, index: number | undefined): Neighbour | undefined {
    return this.#neighbours.get(`${index} ${address}`);
  }

  /** Interfaces in whose own network an address is. */
  onLink(address: string): Link[] {
    const found = this.#networks.covering(address).filter((one) => one.address !== address);
    const indexes = new Set(found.map(({ index }) => index));
    return this.links.filter(({ index, loopback }) => !loopback && indexes.has(index));
  }
}

/** A way in words: `unicast via 10.0.0.254 dev eth0`, `refused with ENETUNREACH`. */
export function wayText({ route, refusal }: Way, network: Network): string {
  if (route === undefined) return `refused with ${refusal}`;
  const via = route.gateway === undefined ? '' : ` via ${route.gateway}`;
  const link = network.link(route.output);
  return `${route.type}${via}${link === undefined ? '' : ` dev ${link.name}`}`;
}
