import type { Command } from './command.ts';
import { NoCommandError, UsageError } from './errors.ts';
import type { Names } from './names.ts';
import { namespaceIn } from './namespace.ts';
import { parseCommand } from './parse.ts';

/** A command in a text of rules, and the number of its line, from 1 on. */
export interface Rule {
  readonly line: number;
  readonly command: Command;
}

/** What is wrong with a line. */
export interface RuleError {
  readonly line: number;
  readonly error: UsageError;
}

/** Characters a rule may have. Each option fits in a few bytes; more than this is something else than rules. */
const LONGEST_RULE = 16_384;

/** Reads the lines of a text one by one: a rule or an error for each that is neither empty nor a comment. */
export function* readRules(text: string, names: Names): Generator<Rule | RuleError> {
  let line = 0;
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    line += 1;
    const found = readLine(text.slice(start, end), line, names);
    if (found !== undefined) yield found;
    start = end + 1;
  }
}

function readLine(text: string, line: number, names: Names): Rule | RuleError | undefined {
  try {
    const command = readRule(text, names);
    return command && { line, command };
  } catch (error) {
    if (error instanceof NoCommandError) return { line, error: withoutCommand(error) };
    if (error instanceof UsageError) return { line, error };
    throw error;
  }
}

/** First words of the lines of a listing: of the table, of connections, of timeouts. */
const LISTED: readonly string[] = ['IP', 'Prot', 'TCP', 'UDP', 'SCTP', 'FWM', '->', 'IPVS', 'pro', 'Timeout'];

/** Among rules, ipvsadm's advice to ask for help would stand once for each line: they name the word instead. */
function withoutCommand({ kind, message, word }: NoCommandError): UsageError {
  if (word === undefined) return new UsageError(message, { kind });
  const hint = LISTED.includes(word) ? 'this is a listing: ipvsadm -S -n writes rules' : undefined;
  return new UsageError(`${word} is not a command`, { kind, hint });
}

/**
 * The command of one line, `undefined` for an empty line or a comment.
 *
 * @throws UsageError as `parseCommand` does
 */
export function readRule(line: string, names: Names): Command | undefined {
  const words = wordsOf(line);
  if (words[0] === 'ipvsadm') words.shift();
  else if (words[0]?.startsWith('#')) return undefined;
  if (words.length === 0) return undefined;
  if (line.length > LONGEST_RULE)
    throw new UsageError(`${line.length} characters, where a rule has at most ${LONGEST_RULE}`);
  if (line.includes('\0')) throw new UsageError('NUL byte in the line');
  if (line.includes('--netns') && namespaceIn(words) !== undefined) {
    throw new UsageError('a rule cannot name a network namespace: give --netns to the program that reads the rules');
  }
  const command = parseCommand(words, names);
  if (command.type === 'restore' || command.type === 'apply') {
    throw new UsageError(`the rules cannot ${command.type} rules`);
  }
  return command;
}

/** The words of a line: split at blanks and tabs, no quotes and no escapes, as ipvsadm 1.31 does. */
function wordsOf(line: string): string[] {
  if (line === '') return [];
  const words = line.split(' ');
  // Nearly every line has single blanks and nothing else: a pattern takes several times as long.
  const other = words.includes('') || line.includes('\t') || line.includes('\r');
  return other ? line.split(/[ \t\r]+/).filter((word) => word !== '') : words;
}
