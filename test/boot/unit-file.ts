import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The distributions whose files the package knows. */
export const FAMILIES = ['redhat', 'debian'] as const;
export type Family = (typeof FAMILIES)[number];

/** Path of something that is shipped for a family. */
export const shipped = (family: Family, name: string): string =>
  join(fileURLToPath(new URL(`../../docs/boot/${family}`, import.meta.url)), name);

/** A unit of systemd: what is assigned in it, in order, by section and name. */
export interface UnitFile {
  /** Every value that a name is given. */
  values(section: string, name: string): readonly string[];
  /** Every `Section.Name`, once. */
  readonly names: readonly string[];
}

export function readUnit(family: Family): UnitFile {
  return parseUnit(readFileSync(shipped(family, 'ipvsadm.service'), 'utf8'));
}

/**
 * Reads what our units are made of; the rest of systemd.syntax(7) they have no need of.
 *
 * @throws Error for a line that is neither empty, a comment, a section nor a plain assignment
 */
export function parseUnit(text: string): UnitFile {
  const values = new Map<string, string[]>();
  let section = '';
  for (const line of text.split('\n')) {
    if (/^([#;].*)?$/.test(line)) continue;
    const heading = /^\[(\w+)\]$/.exec(line);
    const [, name, value] = /^(\w+)=(.*[^\\\s])$/.exec(line) ?? [];
    if (heading !== null) section = heading[1] ?? '';
    else if (name === undefined || value === undefined) throw new Error(`no plain line of a unit: ${line}`);
    else values.set(`${section}.${name}`, [...(values.get(`${section}.${name}`) ?? []), value]);
  }
  return { values: (of, name) => values.get(`${of}.${name}`) ?? [], names: [...values.keys()] };
}

/**
 * The words of an Exec line, the program first.
 *
 * @throws Error for prefixes, quotes, variables, specifiers, escapes and several commands, which our lines do without
 */
export function execWords(line: string): string[] {
  if (/^[-@:+!|]|["'$%\\;]/.test(line)) throw new Error(`more than plain words: ${line}`);
  return line.split(/\s+/);
}
