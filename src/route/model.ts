import type { AddressFamily } from '../ipvs/model.ts';

/**
 * What rtnetlink(7) tells of this network namespace. Addresses are text in canonical form; interfaces are known by
 * their index, as in the kernel.
 */

/** A network interface. */
export interface Link {
  readonly index: number;
  readonly name: string;
  /** Kind of a virtual interface: `veth`, `dummy`, `bridge`, `ipip`. Absent for hardware and for the loopback. */
  readonly kind?: string | undefined;
  /** Its hardware address: `02:00:00:00:00:01`. Absent where it has none. */
  readonly linkAddress?: string | undefined;
  /** Bytes of the longest packet. */
  readonly mtu: number;
  /** Set by the administrator: `ip link set NAME up`. */
  readonly up: boolean;
  /** It is up and has a carrier: a cable is plugged in, or a virtual one's other end is up. */
  readonly running: boolean;
  readonly loopback: boolean;
  /** It does not ask for neighbours' addresses. */
  readonly noArp: boolean;
  readonly multicast: boolean;
  /** Index of the bridge or the bond that it belongs to. */
  readonly master?: number | undefined;
}

/** An address of an interface. */
export interface InterfaceAddress {
  /** Of the interface. */
  readonly index: number;
  readonly address: string;
  readonly prefixLength: number;
  /** IPv6: it is not known yet whether another host has it, so it does not answer. */
  readonly tentative: boolean;
  /** IPv6: another host has it, so it does not answer. */
  readonly duplicate: boolean;
}

/** By their number: RTN_* in linux/rtnetlink.h. The first stands for all that are not here. */
export const ROUTE_TYPES = [
  'other',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
] as const;

/** What the kernel does with packets for an address. */
export type RouteType = (typeof ROUTE_TYPES)[number];

/** Asks for the way of a packet. */
export interface RouteQuestion {
  readonly to: string;
  /** Source address. */
  readonly from?: string | undefined;
  /** Firewall mark. */
  readonly mark?: number | undefined;
  /** Index of the interface that it comes in by. Absent for a packet of this host. */
  readonly input?: number | undefined;
}

/** The way of a packet. */
export interface Route {
  readonly type: RouteType;
  /** Index of the interface that it leaves by. */
  readonly output?: number | undefined;
  /** The next router. Absent where the destination is on the link. */
  readonly gateway?: string | undefined;
  /** Source address that the kernel would take. */
  readonly source?: string | undefined;
  /** Bytes of the longest packet, where the route itself limits it or the path was found to. */
  readonly mtu?: number | undefined;
}

/** A rule that says which routing table is for which packets: ip-rule(8). */
export interface RoutingRule {
  readonly family: AddressFamily;
  readonly priority: number;
  /** Whether the rule leads to a table. Others forbid, or jump. */
  readonly looksUp: boolean;
  /** 254 is main, 255 is local. */
  readonly table: number;
  readonly mark?: number | undefined;
  /** Bits of a packet's mark that count. */
  readonly mask?: number | undefined;
  /** Source address, where the rule is for some only. */
  readonly from?: string | undefined;
  readonly fromLength: number;
}

/** By the number of their bit: NUD_* in linux/neighbour.h. The last has none. */
export const NEIGHBOUR_STATES = [
  'incomplete',
  'reachable',
  'stale',
  'delay',
  'probe',
  'failed',
  'noarp',
  'permanent',
  'none',
] as const;

/** What is known of a neighbour. */
export type NeighbourState = (typeof NEIGHBOUR_STATES)[number];

/** Asks the network of an interface who has an address. */
export interface NeighbourQuestion {
  /** Of the interface. */
  readonly index: number;
  readonly address: string;
}

/** A host on the same link, as ARP or neighbour discovery has found it. */
export interface Neighbour {
  /** Of the interface. */
  readonly index: number;
  readonly address: string;
  readonly state: NeighbourState;
  /** Its hardware address: `02:00:00:00:00:01`. Absent where it is not known. */
  readonly linkAddress?: string | undefined;
}
