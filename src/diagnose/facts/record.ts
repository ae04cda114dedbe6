import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf } from '../../netlink/errors.ts';
import { type Get, NotLookedAt, type RecordedSource } from './source.ts';

/** What stands in place of a fact that could not be looked at. */
const absence = z.strictObject({ notLookedAt: z.string() });

const pathOf = (folder: string, { name }: RecordedSource<unknown>): string => join(folder, `${name}.json`);

/** Counters have 64 bits, of which a JSON number would lose some: they are text. */
const exact = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** A fact as its file holds it: an item a line. */
export function recordOf<T>(source: RecordedSource<T>, fact: T): string {
  const value: unknown = source.toJson === undefined ? fact : source.toJson(fact);
  const text = (item: unknown): string => JSON.stringify(item, exact);
  if (Array.isArray(value)) return `[\n${value.map(text).join(',\n')}\n]\n`;
  if (typeof value !== 'object' || value === null) return `${text(value)}\n`;
  const properties = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{\n${properties.map(([name, item]) => `${JSON.stringify(name)}: ${text(item)}`).join(',\n')}\n}\n`;
}

/**
 * Writes what sources say into a folder, a file each, or why they say nothing. Only the owner may read the files.
 *
 * @throws the system's error where a file cannot be written
 */
export async function record(folder: string, sources: readonly RecordedSource<unknown>[], get: Get): Promise<void> {
  // Not with its parents: below /proc, Node would try for ever.
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  for (const source of sources) {
    const text = await get(source).then(
      (fact) => recordOf(source, fact),
      (error: unknown) => {
        if (!(error instanceof NotLookedAt)) throw error;
        return `${JSON.stringify({ notLookedAt: error.reason })}\n`;
      },
    );
    writeFileSync(pathOf(folder, source), text, { mode: 0o600 });
  }
}

/** A fact from its file. @throws Error that says why there is none */
export function readRecord<T>(folder: string, source: RecordedSource<T>): T {
  const value = readJson(pathOf(folder, source));
  const absent = absence.safeParse(value);
  if (absent.success) throw new Error(absent.data.notLookedAt);
  return parseFact(source, value);
}

/** A fact from what its file holds. @throws Error when that is not valid */
export function parseFact<T>({ name, schema }: RecordedSource<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${name}.json is not valid: ${issue?.path.join('.')}: ${issue?.message}`);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw codeOf(cause) === 'ENOENT' ? new Error('it was not recorded') : cause;
  }
}
