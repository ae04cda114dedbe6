import { type Claims, claims } from '../facts/claims.ts';
import type { DerivedSource } from '../facts/source.ts';
import { type Network, network } from './network.ts';

/** Another machine that answers for a virtual address of this one. */
export interface Claimant {
  /** The virtual address. */
  readonly address: string;
  /** The interface of this machine by which it was asked. */
  readonly link: string;
  /** The hardware address that has answered. */
  readonly linkAddress: string;
  /** Other addresses of that machine, as far as they are known. */
  readonly knownAs: readonly string[];
}

export const claimants: DerivedSource<readonly Claimant[]> = {
  name: 'claimants',
  title: 'machines that answer for the virtual addresses',
  derive: async (get) => claimantsOf(await get(claims), await get(network)),
};

type Known = Claims['others'][number];

function claimantsOf({ answers, others }: Claims, network: Network): Claimant[] {
  // Another interface of this machine in the same network answers, too. So do routers that share an address by VRRP.
  const own = new Set(network.links.map(({ linkAddress }) => linkAddress));
  return answers.flatMap(({ index, address, linkAddress }) => {
    const link = network.link(index);
    const near = others.filter((one) => one.index === index);
    if (link === undefined || own.has(linkAddress) || isOfMany(linkAddress)) return [];
    if (answersForAll(linkAddress, near, network)) return [];
    const knownAs = near.filter((one) => one.linkAddress === linkAddress).map((one) => one.address);
    return { address, link: link.name, linkAddress, knownAs };
  });
}

/** Whether a hardware address is of a group: machines that share an address on purpose answer so. */
const isOfMany = (linkAddress: string): boolean => (Number.parseInt(linkAddress, 16) & 1) === 1;

/** Whether a machine answers for others, as a router may by proxy_arp, and the network of a cloud does. */
function answersForAll(linkAddress: string, near: readonly Known[], { gateways }: Network): boolean {
  const isIts = (one: Known): boolean => one.linkAddress === linkAddress;
  return (near.length > 1 && near.every(isIts)) || near.some((one) => isIts(one) && gateways.has(one.address));
}
