import { z } from 'zod';
import { parseIPv4Number, parseIPv6 } from '../../ipvs/address.ts';
import { type Prefix, rangePrefixes } from '../prefix.ts';
import * as match from './matches.ts';
import type { Range } from './model.ts';

/** Elements of sets and maps by `family table @name`. */
export type SetsBy = ReadonlyMap<string, readonly unknown[]>;

/** Gives the elements of what a rule compares with: one value, some in braces, or those of a named set or map. */
export type ElementsOf = (right: unknown) => readonly unknown[] | undefined;

const setLiteral = z.object({ set: z.array(z.unknown()) });
const element = z.object({ elem: z.object({ val: z.unknown() }) });

/** Reads what rules of a table compare with. */
export const setOf =
  (table: string, sets: SetsBy): ElementsOf =>
  (right) => {
    if (typeof right === 'string' && right.startsWith('@')) return sets.get(`${table} ${right}`)?.map(withoutOptions);
    const literal = setLiteral.safeParse(right);
    if (literal.success) return literal.data.set.map(withoutOptions);
    return Array.isArray(right) ? right : [right];
  };

/** An element of a set may have a timeout, a comment and the like around its value. */
export const withoutOptions = (item: unknown): unknown => element.safeParse(item).data?.elem.val ?? item;

const prefixObject = z.object({ prefix: z.object({ addr: z.string(), len: z.number() }) });
const addressRange = z.object({ range: z.tuple([z.string(), z.string()]) });
const numberRange = z.object({ range: z.tuple([z.number(), z.number()]) });

const isAddress = (text: string): boolean => parseIPv4Number(text) !== undefined || parseIPv6(text) !== undefined;

/** The prefixes of an address, a prefix or a range; `undefined` for anything else. */
export function prefixesOf(value: unknown): readonly Prefix[] | undefined {
  if (typeof value === 'string') {
    const prefix = match.parsePrefix(value);
    return prefix && [prefix];
  }
  const prefix = prefixObject.safeParse(value).data?.prefix;
  if (prefix !== undefined) return prefixesOf(`${prefix.addr}/${prefix.len}`);
  const [first, last] = addressRange.safeParse(value).data?.range ?? [];
  if (first === undefined || last === undefined || !isAddress(first) || !isAddress(last)) return undefined;
  return rangePrefixes(first, last);
}

/** The numbers of a value. */
export function rangeOf(value: unknown): Range | undefined {
  if (typeof value === 'number') return [value, value];
  return numberRange.safeParse(value).data?.range;
}

/** What a function says of each value; `undefined` where it does not understand one of them. */
export function allOf<T>(values: readonly unknown[], read: (value: unknown) => T | undefined): T[] | undefined {
  const found = values.map(read).filter((one) => one !== undefined);
  return found.length === values.length ? found : undefined;
}
