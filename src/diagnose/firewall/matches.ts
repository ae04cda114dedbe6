import { canonicalAddress } from '../../ipvs/address.ts';
import { type Prefix, PrefixIndex } from '../prefix.ts';
import type { Condition, Match, Packet, Range } from './model.ts';
import { RuleIndex } from './rule-index.ts';

/** What rules of any firewall match, as functions of a packet. */

/** A match that cannot be told. */
export const unknown: Match = () => undefined;

/** The opposite of a match. */
export const not =
  (match: Match): Match =>
  (packet) => {
    const result = match(packet);
    return result === undefined ? undefined : !result;
  };

/** Whether one of some values of a packet is what a rule asks for. Some of several: it cannot be told. */
function ofSeveral<T>(values: readonly T[], isWanted: (value: T) => boolean): boolean | undefined {
  const count = values.filter(isWanted).length;
  return count === 0 ? false : count === values.length ? true : undefined;
}

export const protocol =
  (names: readonly string[]): Match =>
  (packet) =>
    names.includes(packet.protocol);

/** @param field the end of the packet whose address it is */
export function address(field: 'source' | 'destination', prefixes: readonly Prefix[]): Match {
  if (prefixes.some(({ prefixLength }) => prefixLength === 0)) return () => true;
  const index = new PrefixIndex<Prefix>();
  for (const prefix of prefixes) index.add(prefix, prefix);
  return (packet) => {
    const value = packet[field];
    return value === undefined ? undefined : index.covering(value).length > 0;
  };
}

/** `10.0.0.0/8`, or one address; `undefined` for anything else. */
export function parsePrefix(text: string): Prefix | undefined {
  const [host = '', length] = text.split('/');
  try {
    const address = canonicalAddress(host);
    return { address, prefixLength: length === undefined ? (address.includes(':') ? 128 : 32) : Number(length) };
  } catch {
    return undefined;
  }
}

export const port =
  (field: 'sourcePort' | 'destinationPort', ranges: readonly Range[]): Match =>
  (packet) => {
    const value = packet[field];
    return value === undefined ? undefined : ranges.some(([first, last]) => value >= first && value <= last);
  };

/** @param names of interfaces; one that ends with `*` or `+` is a beginning */
export const link =
  (field: 'inputs' | 'outputs', names: readonly string[]): Match =>
  (packet) =>
    ofSeveral(packet[field], (value) =>
      names.some((name) => (/[*+]$/.test(name) ? value.startsWith(name.slice(0, -1)) : value === name)),
    );

export const state =
  (names: readonly string[]): Match =>
  (packet) =>
    names.includes(packet.state);

export const mark =
  (value: number, mask: number): Match =>
  (packet) =>
    packet.mark === undefined ? undefined : (packet.mark & mask) >>> 0 === value;

/** Whether a packet matches all of these. */
export function matchesAll(matches: readonly Match[], packet: Packet): boolean | undefined {
  let all: boolean | undefined = true;
  for (const match of matches) {
    const result = match(packet);
    if (result === false) return false;
    if (result === undefined) all = undefined;
  }
  return all;
}

/** Whether a packet meets any of some conditions. */
export function any(conditions: readonly Condition[]): Match {
  const index = new RuleIndex(conditions);
  return (packet) => {
    let found: boolean | undefined = false;
    for (const { matches } of index.for(packet)) {
      const result = matchesAll(matches, packet);
      if (result === true) return true;
      if (result === undefined) found = undefined;
    }
    return found;
  };
}
