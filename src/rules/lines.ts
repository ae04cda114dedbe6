import type { Command } from './command.ts';
import { UsageError } from './errors.ts';
import { type Names, UnresolvedName } from './names.ts';
import { parseCommand } from './parse.ts';

/** One line of `-R` that says something, with its number from 1. */
export interface RuleLine {
  readonly line: number;
  readonly words: readonly string[];
}

export interface ParsedRules {
  readonly rules: readonly { readonly line: number; readonly command: Command }[];
  readonly errors: readonly { readonly line: number; readonly error: UsageError }[];
  /** Hosts that have to be looked up before the rules can be read to the end. */
  readonly unresolved: ReadonlySet<string>;
}

/**
 * The lines of `-R` as words: split at blanks and tabs, no quotes and no escapes, as ipvsadm 1.31 does. Empty lines and
 * comments are left out, and so is a leading `ipvsadm`.
 */
export function* ruleLines(text: string): Generator<RuleLine> {
  let line = 0;
  for (const content of text.split('\n')) {
    line += 1;
    const words = content.split(/[ \t\r]+/).filter((word) => word !== '');
    if (words[0] === 'ipvsadm') words.shift();
    else if (words[0]?.startsWith('#')) continue;
    if (words.length > 0) yield { line, words };
  }
}

/** Reads every rule; what is wrong is collected with its line, so that all of it can be told before anything is done. */
export function parseRules(text: string, names: Names): ParsedRules {
  const rules: ParsedRules['rules'][number][] = [];
  const errors: ParsedRules['errors'][number][] = [];
  const unresolved = new Set<string>();
  for (const { line, words } of ruleLines(text)) {
    try {
      if (words.some((word) => word.includes('\0'))) throw new UsageError('a NUL byte, which no command has');
      const command = parseCommand(words, names);
      if (command.type === 'restore') throw new UsageError('the rules cannot restore rules');
      rules.push({ line, command });
    } catch (error) {
      if (error instanceof UnresolvedName) unresolved.add(error.host);
      else if (error instanceof UsageError) errors.push({ line, error });
      else throw error;
    }
  }
  return { rules, errors, unresolved };
}
