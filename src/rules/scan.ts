import { COMMANDS, type CommandDefinition } from './commands.ts';
import { UNPARSABLE_STATUS, UsageError } from './errors.ts';
import { FOREIGN_OPTIONS } from './foreign-options.ts';
import { OPTIONS } from './options.ts';

type OptionDefinition = (typeof OPTIONS)[number];

/** One option found on a command line, with its value where it has one. */
export interface Occurrence {
  readonly command: CommandDefinition | undefined;
  readonly option: OptionDefinition | undefined;
  readonly value: string | undefined;
  /** The last word that the option took, which error messages name. */
  readonly word: string;
}

interface Definition {
  readonly command: CommandDefinition | undefined;
  readonly option: OptionDefinition | undefined;
  readonly takesValue: 'never' | 'optionally' | 'always';
}

const byLong = new Map<string, Definition>();
const byShort = new Map<string, Definition>();

const commands: readonly CommandDefinition[] = COMMANDS;
for (const command of commands) {
  const takesValue = command.value === undefined ? 'never' : command.optionalValue ? 'optionally' : 'always';
  const definition = { command, option: undefined, takesValue } as const;
  byLong.set(command.long, definition);
  for (const letter of [command.short, command.alias]) if (letter !== undefined) byShort.set(letter, definition);
}
for (const option of OPTIONS) {
  const takesValue = 'optionalValue' in option ? 'optionally' : 'value' in option ? 'always' : 'never';
  const definition = { command: undefined, option, takesValue } as const;
  byLong.set(option.long, definition);
  if ('short' in option) byShort.set(option.short, definition);
}

/**
 * Finds the options among words, the way popt(3) does for ipvsadm 1.31: short ones bundled (`-Lnc`), values attached
 * (`-w3`, `-w=3`, `--weight=3`) or in the next word, an optional value only where the next word does not begin with `-`,
 * everything behind `--` left over. Options are told one at a time, in order, so that the caller's own errors come
 * before those of later words.
 *
 * @param rest takes the words that belong to no option, in order
 * @param take is told each option, and answers whether to go on
 * @throws UsageError (status 255) for an unknown option, a missing value, or a value where none belongs
 */
export function scan(words: readonly string[], rest: string[], take: (occurrence: Occurrence) => boolean): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      rest.push(...words.slice(at + 1));
      return;
    }
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    const long = word.startsWith('--');
    // A short option may be followed by others in the same word; a long one fills it.
    for (let behind = 1; behind < word.length; ) {
      const { definition, attached, end } = long ? longOption(word) : shortOption(word, behind);
      behind = end;
      const { command, option, takesValue } = definition;
      if (takesValue === 'never' && attached !== undefined) throw unparsable(word, 'option does not take an argument');
      let value = attached;
      if (value === undefined && takesNext(takesValue, words[at + 1])) {
        at += 1;
        value = words[at];
      }
      if (takesValue === 'always' && value === undefined) throw unparsable(word, 'missing argument');
      if (!take({ command, option, value, word: words[at] ?? word })) return;
    }
  }
}

interface Found {
  readonly definition: Definition;
  /** Value in the same word; `undefined` when there is none, which is not the same as an empty one. */
  readonly attached: string | undefined;
  /** Where the word goes on behind the option and its value. */
  readonly end: number;
}

function longOption(word: string): Found {
  const equals = word.indexOf('=');
  const definition = byLong.get(equals === -1 ? word.slice(2) : word.slice(2, equals));
  if (definition === undefined) throw unparsable(word, 'unknown option');
  return { definition, attached: equals === -1 ? undefined : word.slice(equals + 1), end: word.length };
}

function shortOption(word: string, at: number): Found {
  const definition = byShort.get(word.charAt(at));
  if (definition === undefined) throw unparsable(word, 'unknown option');
  const end = at + 1;
  const equals = word.charAt(end) === '=';
  if (end === word.length || (definition.takesValue === 'never' && !equals)) {
    return { definition, attached: undefined, end };
  }
  return { definition, attached: word.slice(equals ? end + 1 : end), end: word.length };
}

function takesNext(takesValue: Definition['takesValue'], next: string | undefined): boolean {
  if (next === undefined || takesValue === 'never') return false;
  return takesValue === 'always' || !next.startsWith('-');
}

const unparsable = (word: string, why: string) =>
  new UsageError(`${word}: ${why}`, UNPARSABLE_STATUS, FOREIGN_OPTIONS.get(word));
