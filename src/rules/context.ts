import type { CommandName } from './commands.ts';
import type { Draft } from './draft.ts';
import { UsageError } from './errors.ts';
import type { Names } from './names.ts';
import { type Definition, Scanner } from './scan.ts';

/** What is known of a command line that is still being typed. */
export interface Context {
  /** The first command; `undefined` before it was typed. */
  readonly command: CommandName | undefined;
  /** The values that are valid so far. */
  readonly draft: Draft;
}

/** Reads the beginning of a command line as far as it makes sense. What is wrong is left out: it is not finished. */
export function readContext(words: readonly string[], names: Names): Context {
  const scanner = new Scanner(words);
  const draft: Draft = {};
  let command: CommandName | undefined;
  for (let found = next(scanner); found !== undefined; found = next(scanner)) {
    const { value } = scanner;
    if (found.command !== undefined) command ??= found.command.long;
    else ifValid(() => found.option.read?.(draft, value ?? found.option.default ?? '', names));
  }
  return { command, draft };
}

/** The next option. What cannot be scanned ends the line: most often the value that is to be completed. */
const next = (scanner: Scanner): Definition | undefined => ifValid(() => scanner.next());

function ifValid<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
