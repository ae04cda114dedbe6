import { z } from 'zod';
import type { AddressFamily } from '../../ipvs/model.ts';
import * as match from './matches.ts';
import type { Condition, Match, Packet } from './model.ts';
import { allOf, prefixesOf, rangeOf } from './nft-values.ts';
import { protocolName } from './protocols.ts';

const payload = z.object({ payload: z.object({ protocol: z.string(), field: z.string() }) });
const meta = z.object({ meta: z.object({ key: z.string() }) });
const ct = z.object({ ct: z.object({ key: z.string() }) });
const fib = z.object({
  fib: z.object({ result: z.literal('type'), flags: z.union([z.string(), z.array(z.string())]) }),
});
const concat = z.object({ concat: z.array(z.unknown()) });
const masked = z.object({ '&': z.tuple([z.object({ meta: z.object({ key: z.literal('mark') }) }), z.number()]) });

/** What cannot be told. */
export const UNKNOWN: Condition = { matches: [match.unknown], destinations: [], sources: [], ports: [] };

const ofAny = (...matches: readonly Match[]): Condition => ({ matches, destinations: [], sources: [], ports: [] });

const FAMILY_OF: Readonly<Record<string, AddressFamily>> = { ip: 'ipv4', ip6: 'ipv6', ipv4: 'ipv4', ipv6: 'ipv6' };

/** Protocols whose headers other packets do not have. */
const TRANSPORTS = ['tcp', 'udp', 'udplite', 'sctp', 'dccp', 'icmp', 'icmpv6', 'igmp', 'esp', 'ah', 'comp'];

/** Whether a packet has a header of nft(8). */
const hasHeader =
  (protocol: string): Match =>
  (packet) => {
    const family = FAMILY_OF[protocol];
    if (family !== undefined) return packet.family === family;
    return !TRANSPORTS.includes(protocol) || packet.protocol === protocol;
  };

const names = (values: readonly unknown[]): string[] => values.filter((one) => typeof one === 'string');

const protocols = (values: readonly unknown[]): string[] =>
  values.filter((one) => typeof one === 'string' || typeof one === 'number').map(protocolName);

/** What a comparison of a field with some values asks for. Values that are not understood: it cannot be told. */
export function fieldCondition(left: unknown, values: readonly unknown[]): Condition {
  const fields = concat.safeParse(left).data?.concat;
  if (fields !== undefined) return concatCondition(fields, values);
  const header = payload.safeParse(left).data?.payload;
  if (header !== undefined) return headerCondition(header, values);
  const mask = masked.safeParse(left).data?.['&'][1];
  if (mask !== undefined) return markCondition(values, mask);
  const key = meta.safeParse(left).data?.meta.key;
  if (key !== undefined) return META[key]?.(values) ?? UNKNOWN;
  if (ct.safeParse(left).data?.ct.key === 'state') return ofAny(match.state(names(values)));
  const ends = fib.safeParse(left).data?.fib.flags;
  if (String(ends) === 'daddr') return ofAny(({ hook }) => (hook === 'input' ? values.includes('local') : undefined));
  return UNKNOWN;
}

/** By the key of meta. */
const META: Readonly<Record<string, (values: readonly unknown[]) => Condition>> = {
  l4proto: (values) => ofAny(match.protocol(protocols(values))),
  iifname: (values) => ofAny(match.link('inputs', names(values))),
  iif: (values) => ofAny(match.link('inputs', names(values))),
  oifname: (values) => ofAny(match.link('outputs', names(values))),
  oif: (values) => ofAny(match.link('outputs', names(values))),
  mark: (values) => markCondition(values, 0xffff_ffff),
  nfproto: familyCondition,
  protocol: familyCondition,
};

function familyCondition(values: readonly unknown[]): Condition {
  const wanted = names(values).map((name) => FAMILY_OF[name]);
  return ofAny(({ family }) => wanted.includes(family));
}

function markCondition(values: readonly unknown[], mask: number): Condition {
  if (!values.every((one) => typeof one === 'number')) return UNKNOWN;
  return ofAny(match.any(values.map((value) => ofAny(match.mark(value, mask)))));
}

function headerCondition({ protocol, field }: { protocol: string; field: string }, values: readonly unknown[]) {
  const header = hasHeader(protocol);
  if (field === 'saddr' || field === 'daddr') {
    const prefixes = allOf(values, prefixesOf)?.flat();
    if (prefixes === undefined) return ofAny(header, match.unknown);
    const isSource = field === 'saddr';
    return {
      matches: [header, match.address(isSource ? 'source' : 'destination', prefixes)],
      destinations: isSource ? [] : prefixes,
      sources: isSource ? prefixes : [],
      ports: [],
    };
  }
  if (field === 'sport' || field === 'dport') {
    const ranges = allOf(values, rangeOf);
    const port = ranges && match.port(field === 'sport' ? 'sourcePort' : 'destinationPort', ranges);
    return { ...ofAny(header, port ?? match.unknown), ports: (field === 'dport' && ranges) || [] };
  }
  const isNext = field === 'protocol' || field === 'nexthdr';
  return ofAny(header, isNext ? match.protocol(protocols(values)) : match.unknown);
}

/** Several fields that are compared at once: `ip daddr . tcp dport`. */
function concatCondition(fields: readonly unknown[], values: readonly unknown[]): Condition {
  const elements = allOf(values, (value) => concat.safeParse(value).data?.concat);
  if (elements === undefined) return UNKNOWN;
  const conditions = elements.map((parts) => together(fields.map((field, at) => fieldCondition(field, [parts[at]]))));
  const union = <K extends 'destinations' | 'sources' | 'ports'>(ends: K) =>
    conditions.every((one) => one[ends].length > 0)
      ? conditions.flatMap((one): Condition[K][number][] => [...one[ends]])
      : [];
  return {
    matches: [match.any(conditions)],
    destinations: union('destinations'),
    sources: union('sources'),
    ports: union('ports'),
  };
}

/** The condition of all of these. */
export const together = (conditions: readonly Condition[]): Condition => ({
  matches: conditions.flatMap(({ matches }) => matches),
  destinations: conditions.flatMap(({ destinations }) => destinations),
  sources: conditions.flatMap(({ sources }) => sources),
  ports: conditions.flatMap(({ ports }) => ports),
});

/** The opposite of a condition. */
export const opposite = ({ matches }: Condition): Condition =>
  ofAny(match.not((packet: Packet) => match.matchesAll(matches, packet)));
