import type { Command } from './command.ts';
import { UsageError } from './errors.ts';
import { type Names, UnresolvedName } from './names.ts';
import { parseCommand } from './parse.ts';

/** One line of `-R` that says something, with its number from 1. */
export interface RuleLine {
  readonly line: number;
  readonly words: readonly string[];
}

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
 * The lines of `-R` as words: split at blanks and tabs, no quotes and no escapes, as ipvsadm 1.31 does. Empty lines and
 * comments are left out, and so is a leading `ipvsadm`.
 */
export function* ruleLines(text: string): Generator<RuleLine> {
  let line = 0;
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const words = wordsBetween(text, start, end);
    start = end + 1;
    line += 1;
    if (words[0] === 'ipvsadm') words.shift();
    else if (words[0]?.startsWith('#')) continue;
    if (words.length > 0) yield { line, words };
  }
}

const TAB = 0x09;
const RETURN = 0x0d;
const BLANK = 0x20;

/** The words of a part of a text. By character, because of 100,000 lines a pattern would make several arrays each. */
function wordsBetween(text: string, start: number, end: number): string[] {
  const words: string[] = [];
  let from = -1;
  for (let at = start; at <= end; at++) {
    const code = at === end ? BLANK : text.charCodeAt(at);
    if (code !== BLANK && code !== TAB && code !== RETURN) {
      if (from === -1) from = at;
    } else if (from !== -1) {
      words.push(text.slice(from, at));
      from = -1;
    }
  }
  return words;
}

/**
 * Reads every rule and hands the sound ones over, in order; what is wrong is collected with its line, so that all of it can be
 * told before anything is done.
 */
export function readRules(text: string, names: Names, take: (rule: Rule) => void): Faults {
  const errors: Faults['errors'][number][] = [];
  const unresolved = new Set<string>();
  for (const { line, words } of ruleLines(text)) {
    try {
      take({ line, command: parseRule(words, names) });
    } catch (error) {
      if (error instanceof UnresolvedName) unresolved.add(error.host);
      else if (error instanceof UsageError) errors.push({ line, error });
      else throw error;
    }
  }
  return { errors, unresolved };
}

/** The command of one line, `undefined` where it says nothing. Throws what `parseCommand` does. */
export function readRule(line: string, names: Names): Command | undefined {
  const [rule] = ruleLines(line);
  return rule && parseRule(rule.words, names);
}

function parseRule(words: readonly string[], names: Names): Command {
  if (words.some((word) => word.includes('\0'))) throw new UsageError('a NUL byte, which no command has');
  const command = parseCommand(words, names);
  if (command.type === 'restore' || command.type === 'apply') {
    throw new UsageError(`the rules cannot ${command.type} rules`);
  }
  return command;
}
