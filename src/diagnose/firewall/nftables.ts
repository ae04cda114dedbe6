import { z } from 'zod';
import type { AddressFamily } from '../../ipvs/model.ts';
import type { Prefix } from '../prefix.ts';
import * as match from './matches.ts';
import type { Action, Chain, Hook, Match, Rule } from './model.ts';
import { protocolName } from './protocols.ts';

/** What `nft -j list ruleset` prints, as far as it is read: libnftables-json(5). */
const chain = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  hook: z.string().optional(),
  prio: z.number().optional(),
  policy: z.string().optional(),
});
const rule = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.record(z.string(), z.unknown())),
});
const set = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  elem: z.array(z.unknown()).optional(),
});

/** Objects of a ruleset. Of others, such as counters, nothing is kept. */
export const ruleset = z.array(
  z.union([z.object({ chain }), z.object({ rule }), z.object({ set }), z.object({}).strip()]),
);

export type Ruleset = z.infer<typeof ruleset>;

const HOOKS: readonly string[] = ['prerouting', 'input', 'forward', 'output', 'postrouting'] satisfies Hook[];
const isHook = (name: string): name is Hook => HOOKS.includes(name);

const FAMILIES: Readonly<Record<string, readonly AddressFamily[]>> = {
  ip: ['ipv4'],
  ip6: ['ipv6'],
  inet: ['ipv4', 'ipv6'],
};

/** Sets of values by `family table name`. */
type SetsBy = ReadonlyMap<string, readonly unknown[]>;

/** Reads a ruleset. What it does not know matches maybe, and does anything. */
export function parseNftables(objects: Ruleset): Chain[] {
  const sets: SetsBy = new Map(
    objects.flatMap((one) =>
      'set' in one ? [[`${one.set.family} ${one.set.table} @${one.set.name}`, one.set.elem ?? []]] : [],
    ),
  );
  const chains = new Map<string, Chain & { readonly rules: Rule[] }>();
  for (const one of objects) {
    if ('chain' in one) {
      const { family, table, name, hook, prio, policy } = one.chain;
      const families = FAMILIES[family];
      if (families === undefined) continue;
      chains.set(`${family} ${table} ${name}`, {
        listing: `nft list chain ${family} ${table} ${name}`,
        insertion: `nft insert rule ${family} ${table} ${name}`,
        table: `nft ${family} ${table}`,
        name,
        families,
        hook: hook !== undefined && isHook(hook) ? hook : undefined,
        priority: prio ?? 0,
        policy: policy === 'drop' ? 'drop' : 'accept',
        rules: [],
      });
    } else if ('rule' in one) {
      const { family, table, chain: name, expr } = one.rule;
      const valuesOf = (right: unknown): unknown[] | undefined => valuesIn(right, `${family} ${table}`, sets);
      chains.get(`${family} ${table} ${name}`)?.rules.push(ruleOf(expr, valuesOf));
    }
  }
  return [...chains.values()];
}

type ValuesOf = (right: unknown) => unknown[] | undefined;

function ruleOf(statements: readonly Readonly<Record<string, unknown>>[], valuesOf: ValuesOf): Rule {
  const matches: Match[] = [];
  const actions: Action[] = [];
  const destinations: Prefix[] = [];
  for (const statement of statements) {
    for (const [name, content] of Object.entries(statement)) {
      if (name === 'match') {
        matches.push(matchOf(content, valuesOf));
        destinations.push(...destinationsOf(content, valuesOf));
      } else if (name === 'limit' || name === 'xt') matches.push(match.unknown);
      if (name !== 'match' && name !== 'limit') actions.push(actionOf(name, content));
    }
  }
  const text = statements.map(statementText).filter(Boolean).join(' ');
  return { text, matches, destinations, actions };
}

const ACTIONS: Readonly<Record<string, 'accept' | 'drop' | 'return' | 'dnat' | 'snat' | 'notrack' | 'continue'>> = {
  accept: 'accept',
  drop: 'drop',
  reject: 'drop',
  return: 'return',
  dnat: 'dnat',
  redirect: 'dnat',
  snat: 'snat',
  masquerade: 'snat',
  notrack: 'notrack',
  counter: 'continue',
  log: 'continue',
};

const jumpTarget = z.object({ target: z.string() });
const markChange = z.object({ key: z.object({ meta: z.object({ key: z.literal('mark') }) }), value: z.unknown() });
const maskedMark = z.object({ '|': z.tuple([z.unknown(), z.number()]) });

function actionOf(name: string, content: unknown): Action {
  const type = ACTIONS[name];
  if (type !== undefined) return { type };
  if (name === 'jump' || name === 'goto') {
    const target = jumpTarget.safeParse(content);
    return target.success ? { type: name, chain: target.data.target } : { type: 'unknown' };
  }
  if (name !== 'mangle') return { type: 'unknown' };
  const change = markChange.safeParse(content);
  // Other changes of a packet do not matter here.
  if (!change.success) return { type: 'continue' };
  const { value } = change.data;
  if (typeof value === 'number') return { type: 'mark', mark: value, mask: 0xffff_ffff };
  const bits = maskedMark.safeParse(value);
  return bits.success ? { type: 'mark', mark: bits.data['|'][1], mask: bits.data['|'][1] } : { type: 'unknown' };
}

const payload = z.object({ payload: z.object({ protocol: z.string(), field: z.string() }) });
const meta = z.object({ meta: z.object({ key: z.string() }) });
const ct = z.object({ ct: z.object({ key: z.string() }) });
const comparison = z.object({ op: z.string(), left: z.unknown(), right: z.unknown() });

function matchOf(content: unknown, valuesOf: ValuesOf): Match {
  const parsed = comparison.safeParse(content);
  if (!parsed.success) return match.unknown;
  const { op, left, right } = parsed.data;
  const values = valuesOf(right);
  if (values === undefined || !['==', '!=', 'in'].includes(op)) return match.unknown;
  const one = fieldMatch(left, values);
  return op === '!=' ? match.not(one) : one;
}

/** The destinations that a match asks for. */
function destinationsOf(content: unknown, valuesOf: ValuesOf): Prefix[] {
  const { op, left, right } = comparison.safeParse(content).data ?? {};
  if (op !== '==' || payload.safeParse(left).data?.payload.field !== 'daddr') return [];
  return (valuesOf(right) ?? []).flatMap((value) => prefixOf(value) ?? []);
}

const protocols = (values: readonly unknown[]): string[] =>
  values.filter((one) => typeof one === 'string' || typeof one === 'number').map(protocolName);

const names = (values: readonly unknown[]): string[] => values.filter((one) => typeof one === 'string');

/** The match of a field with some values; values that are not understood make it one that cannot be told. */
function fieldMatch(left: unknown, values: readonly unknown[]): Match {
  const field = payload.safeParse(left);
  if (field.success) {
    const { protocol, field: name } = field.data.payload;
    if (name === 'saddr' || name === 'daddr') {
      const found = values.map(prefixOf);
      if (found.includes(undefined)) return match.unknown;
      const end = name === 'saddr' ? 'source' : 'destination';
      const family: AddressFamily = protocol === 'ip6' ? 'ipv6' : 'ipv4';
      const one = match.address(
        end,
        found.filter((prefix) => prefix !== undefined),
      );
      return (packet) => (packet.family === family ? one(packet) : false);
    }
    if (name === 'sport' || name === 'dport') {
      const found = values.map(rangeOf);
      if (found.includes(undefined)) return match.unknown;
      const end = name === 'sport' ? 'sourcePort' : 'destinationPort';
      const one = match.port(
        end,
        found.filter((range) => range !== undefined),
      );
      return (packet) => (protocol === 'th' || packet.protocol === protocol ? one(packet) : false);
    }
    return name === 'protocol' || name === 'nexthdr' ? match.protocol(protocols(values)) : match.unknown;
  }
  const key = meta.safeParse(left).data?.meta.key;
  if (key === 'l4proto') return match.protocol(protocols(values));
  if (key === 'iifname' || key === 'iif') return match.link('inputs', names(values));
  if (key === 'oifname' || key === 'oif') return match.link('outputs', names(values));
  if (key === 'mark' && values.every((one) => typeof one === 'number')) {
    const marks = values.map((value) => match.mark(value, 0xffff_ffff));
    return (packet) => (packet.mark === undefined ? undefined : marks.some((one) => one(packet)));
  }
  if (key === 'nfproto') {
    const wanted = names(values);
    return ({ family }) => wanted.includes(family);
  }
  return ct.safeParse(left).data?.ct.key === 'state' ? match.state(names(values)) : match.unknown;
}

const setLiteral = z.object({ set: z.array(z.unknown()) });
const element = z.object({ elem: z.object({ val: z.unknown() }) });

/** The values on the right of a match: one, some in braces, or those of a named set. */
function valuesIn(right: unknown, table: string, sets: SetsBy): unknown[] | undefined {
  if (typeof right === 'string' && right.startsWith('@')) {
    const named = sets.get(`${table} ${right}`);
    return named?.map(elementValue);
  }
  const literal = setLiteral.safeParse(right);
  if (literal.success) return literal.data.set.map(elementValue);
  return Array.isArray(right) ? right : [right];
}

/** An element of a set may have a timeout and the like around its value. */
const elementValue = (item: unknown): unknown => element.safeParse(item).data?.elem.val ?? item;

const prefixObject = z.object({ prefix: z.object({ addr: z.string(), len: z.number() }) });

function prefixOf(value: unknown): Prefix | undefined {
  if (typeof value === 'string') return match.parsePrefix(value);
  const prefix = prefixObject.safeParse(value).data?.prefix;
  return prefix === undefined ? undefined : match.parsePrefix(`${prefix.addr}/${prefix.len}`);
}

const rangeObject = z.object({ range: z.tuple([z.number(), z.number()]) });

function rangeOf(value: unknown): match.Range | undefined {
  if (typeof value === 'number') return [value, value];
  return rangeObject.safeParse(value).data?.range;
}

/** A statement in few words, for a reader who looks for it in the listing. */
function statementText(statement: Readonly<Record<string, unknown>>): string {
  const [[name, content] = ['', undefined]] = Object.entries(statement);
  const parsed = name === 'match' ? comparison.safeParse(content) : undefined;
  if (!parsed?.success) return name === 'counter' ? '' : name;
  const { left, op, right } = parsed.data;
  const field = payload.safeParse(left).data?.payload;
  const subject =
    field === undefined
      ? (meta.safeParse(left).data?.meta.key ?? `ct ${ct.safeParse(left).data?.ct.key ?? '…'}`)
      : `${field.protocol} ${field.field}`;
  const value = typeof right === 'object' ? JSON.stringify(right) : String(right);
  return `${subject} ${op === '==' || op === 'in' ? '' : `${op} `}${value}`;
}
