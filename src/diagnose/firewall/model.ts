import type { AddressFamily } from '../../ipvs/model.ts';
import type { Prefix } from '../prefix.ts';

/** Where chains are called by the kernel, in the order of a packet for this machine, and of one that leaves it. */
export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/** State of a connection as the firewall matches it. */
export type ConnectionState = 'new' | 'established' | 'related' | 'invalid' | 'untracked';

/** A packet whose way through the firewall is asked for. What is not known of it is absent. */
export interface Packet {
  readonly family: AddressFamily;
  /** `tcp`, `udp`, `sctp`; `ipencap` and so on for tunnels. */
  readonly protocol: string;
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
  readonly sourcePort?: number | undefined;
  readonly destinationPort?: number | undefined;
  /** The interface that it came in by is one of these; empty for a packet of this machine. */
  readonly inputs: readonly string[];
  /** The interface that it leaves by is one of these. */
  readonly outputs: readonly string[];
  readonly state: ConnectionState;
  /** Where it is. Absent before it is anywhere. */
  readonly hook?: Hook | undefined;
  readonly mark?: number | undefined;
}

/** Whether a packet matches. `undefined`: it cannot be told. */
export type Match = (packet: Packet) => boolean | undefined;

/** What a rule does with a packet that matches. */
export type Action =
  | { readonly type: 'accept' | 'drop' | 'return' }
  | { readonly type: 'jump' | 'goto'; readonly chain: string }
  /** Sets the bits of `mask` in the packet's mark to those of `mark`. */
  | { readonly type: 'mark'; readonly mark: number; readonly mask: number }
  /** Changes the destination, or the source, of the connection. */
  | { readonly type: 'dnat' | 'snat' }
  | { readonly type: 'notrack' }
  /** Nothing that matters here: it counts, or logs. */
  | { readonly type: 'continue' }
  /** What it does is not known here. */
  | { readonly type: 'unknown' };

/** Ports from the first to the last. */
export type Range = readonly [first: number, last: number];

/** What a packet has to be for a rule. */
export interface Condition {
  /** All of these. */
  readonly matches: readonly Match[];
  /** Destinations that it is for; empty where it is for any, or where that is not known. */
  readonly destinations: readonly Prefix[];
  /** Sources that it is for, in the same way. */
  readonly sources: readonly Prefix[];
  /** Ports of destinations that it is for, in the same way. */
  readonly ports: readonly Range[];
}

/** One rule. */
export interface Rule extends Condition {
  /** As its program shows it. */
  readonly text: string;
  readonly actions: readonly Action[];
}

/** A chain of rules. */
export interface Chain {
  /** How to list it: `nft list chain inet filter input`, `iptables -t filter -S INPUT`. */
  readonly listing: string;
  /** How to put a rule before the others: what comes before the rule. */
  readonly insertion: string;
  /** Chains of one table may jump to each other. */
  readonly table: string;
  readonly name: string;
  /** Families of packets that it sees. */
  readonly families: readonly AddressFamily[];
  /** Absent for a chain that only others call. */
  readonly hook?: Hook | undefined;
  /** Chains of one hook are called in ascending order. */
  readonly priority: number;
  /** What happens to packets that no rule has decided on. */
  readonly policy: 'accept' | 'drop';
  readonly rules: readonly Rule[];
}
