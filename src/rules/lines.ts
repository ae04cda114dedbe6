import type { Command } from './command.ts';
import { UsageError } from './errors.ts';
import { type Names, UnresolvedName } from './names.ts';
import { parseCommand } from './parse.ts';

/** One rule, read. */
export interface Rule {
  readonly line: number;
  readonly command: Command;
}

/** What keeps the rules of a text from being carried out. */
export interface Faults {
  readonly errors: readonly { readonly line: number; readonly error: UsageError }[];
  /** Hosts that have to be looked up before the rules can be read to the end. */
  readonly unresolved: ReadonlySet<string>;
}

/**
 * Reads every rule and hands the sound ones over, in order; what is wrong is collected with its line, so that all of it can be
 * told before anything is done.
 */
export function readRules(text: string, names: Names, take: (rule: Rule) => void): Faults {
  const errors: Faults['errors'][number][] = [];
  const unresolved = new Set<string>();
  let line = 0;
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    line += 1;
    try {
      const command = readRule(text.slice(start, end), names);
      if (command !== undefined) take({ line, command });
    } catch (error) {
      if (error instanceof UnresolvedName) unresolved.add(error.host);
      else if (error instanceof UsageError) errors.push({ line, error });
      else throw error;
    }
    start = end + 1;
  }
  return { errors, unresolved };
}

/** The command of one line, `undefined` where it says nothing: an empty line, or a comment. Throws what `parseCommand` does. */
export function readRule(line: string, names: Names): Command | undefined {
  const words = wordsOf(line);
  if (words[0] === 'ipvsadm') words.shift();
  else if (words[0]?.startsWith('#')) return undefined;
  if (words.length === 0) return undefined;
  if (line.includes('\0')) throw new UsageError('a NUL byte, which no command has');
  const command = parseCommand(words, names);
  if (command.type === 'restore' || command.type === 'apply') {
    throw new UsageError(`the rules cannot ${command.type} rules`);
  }
  return command;
}

/** The words of a line: split at blanks and tabs, no quotes and no escapes, as ipvsadm 1.31 does. */
function wordsOf(line: string): string[] {
  const words = line.split(' ');
  // Nearly every line has single blanks and no other: a pattern takes several times as long.
  const other = words.includes('') || line.includes('\t') || line.includes('\r');
  return other ? line.split(/[ \t\r]+/).filter((word) => word !== '') : words;
}
