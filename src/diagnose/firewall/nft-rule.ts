import { z } from 'zod';
import type { Action, Condition, Rule } from './model.ts';
import { fieldCondition, opposite, together, UNKNOWN } from './nft-fields.ts';
import { statementText } from './nft-text.ts';
import { type ElementsOf, withoutOptions } from './nft-values.ts';

type Statement = Readonly<Record<string, unknown>>;

/** Statements that pass some packets only, and which these are cannot be told. */
const PASSES_SOME = ['limit', 'quota', 'ct count', 'meter', 'xt'];

/**
 * Reads the statements of one rule. One with a verdict map becomes a rule for each of the map's elements: no packet
 * matches two of them.
 */
export function rulesOf(statements: readonly Statement[], elementsOf: ElementsOf): Rule[] {
  const conditions: Condition[] = [];
  const actions: Action[] = [];
  const text = statements.map(statementText).filter(Boolean).join(' ');
  for (const [name, content] of statements.flatMap((one) => Object.entries(one))) {
    if (name === 'vmap') {
      return verdictsOf(content, elementsOf).map(({ condition, action }) => ({
        ...together([...conditions, condition]),
        text,
        actions: [...actions, action],
      }));
    }
    if (name === 'match') conditions.push(conditionOf(content, elementsOf));
    else if (PASSES_SOME.includes(name)) conditions.push(UNKNOWN);
    else if (looksUp(content)) conditions.push(UNKNOWN);
    if (name !== 'match' && name !== 'limit') actions.push(actionOf(name, content));
  }
  return [{ ...together(conditions), text, actions }];
}

/** Whether a translation takes its address or port from a map: it passes the packets for which that has none. */
const looksUp = (content: unknown): boolean => translation.safeParse(content).success;

const mapped = z.object({ map: z.unknown() });
const translation = z.union([z.object({ addr: mapped }), z.object({ port: mapped })]);

const comparison = z.object({ op: z.string(), left: z.unknown(), right: z.unknown() });

/** The most that a port can be. */
const HIGHEST = 0xffff;

/** Ranges of what is less or more than a number. */
const RANGES: Readonly<Record<string, (value: number) => readonly [first: number, last: number]>> = {
  '<': (value) => [0, value - 1],
  '<=': (value) => [0, value],
  '>': (value) => [value + 1, HIGHEST],
  '>=': (value) => [value, HIGHEST],
};

function conditionOf(content: unknown, elementsOf: ElementsOf): Condition {
  const parsed = comparison.safeParse(content);
  if (!parsed.success) return UNKNOWN;
  const { op, left, right } = parsed.data;
  const range = RANGES[op];
  if (range !== undefined) {
    return typeof right === 'number' ? fieldCondition(left, [{ range: range(right) }]) : UNKNOWN;
  }
  const values = elementsOf(right);
  if (values === undefined || !['==', '!=', 'in'].includes(op)) return UNKNOWN;
  const condition = fieldCondition(left, values);
  return op === '!=' ? opposite(condition) : condition;
}

const verdictMap = z.object({ key: z.unknown(), data: z.unknown() });
const verdictElement = z.tuple([z.unknown(), z.record(z.string(), z.unknown())]);

interface Verdict {
  readonly condition: Condition;
  readonly action: Action;
}

/** What is not understood of it matches maybe, and does anything. */
const ANYTHING: readonly Verdict[] = [{ condition: UNKNOWN, action: { type: 'unknown' } }];

function verdictsOf(content: unknown, elementsOf: ElementsOf): readonly Verdict[] {
  const map = verdictMap.safeParse(content).data;
  const elements = z.array(verdictElement).safeParse(map && elementsOf(map.data));
  if (map === undefined || !elements.success) return ANYTHING;
  return elements.data.map(([key, verdict]) => {
    const [[name, target] = ['', undefined]] = Object.entries(verdict);
    return { condition: fieldCondition(map.key, [withoutOptions(key)]), action: actionOf(name, target) };
  });
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
  continue: 'continue',
  counter: 'continue',
  log: 'continue',
  quota: 'continue',
  'ct count': 'continue',
  'ct helper': 'continue',
  'ct timeout': 'continue',
  last: 'continue',
  set: 'continue',
  map: 'continue',
  meter: 'continue',
  // Later packets of the connection may go past the firewall.
  flow: 'continue',
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
