import { COMMANDS, type CommandDefinition } from './commands.ts';
import { UsageError } from './errors.ts';
import { FOREIGN_OPTIONS } from './foreign-options.ts';
import { OPTIONS } from './options.ts';

type OptionDefinition = (typeof OPTIONS)[number];

/** An option, as the tables have it: one that is a command, or one of the others. */
export interface Definition {
  readonly command: CommandDefinition | undefined;
  readonly option: OptionDefinition | undefined;
  readonly takesValue: 'never' | 'optionally' | 'always';
}

/** Takes an option, its value where it has one, and the last word that both took, which error messages name. Answers whether to go on. */
export type TakeOption = (definition: Definition, value: string | undefined, word: string) => boolean;

/** An option in a word. */
interface Found {
  readonly definition: Definition;
  /** Value in the same word; `undefined` when there is none, which is not the same as an empty one. */
  readonly attached: string | undefined;
  /** Where the word goes on behind the option and its value. */
  readonly end: number;
}

/** Words that are one option and no more: `-t`, `--tcp-service`. */
const plain = new Map<string, Found>();

function define(word: string, definition: Definition): void {
  plain.set(word, { definition, attached: undefined, end: word.length });
}

const commands: readonly CommandDefinition[] = COMMANDS;
for (const command of commands) {
  const takesValue = command.value === undefined ? 'never' : command.optionalValue ? 'optionally' : 'always';
  const definition = { command, option: undefined, takesValue } as const;
  define(`--${command.long}`, definition);
  for (const letter of [command.short, command.alias]) if (letter !== undefined) define(`-${letter}`, definition);
}
for (const option of OPTIONS) {
  const takesValue = 'optionalValue' in option ? 'optionally' : 'value' in option ? 'always' : 'never';
  const definition = { command: undefined, option, takesValue } as const;
  define(`--${option.long}`, definition);
  if ('short' in option) define(`-${option.short}`, definition);
}

/**
 * Finds the options among words, the way popt(3) does for ipvsadm 1.31: short ones bundled (`-Lnc`), values attached
 * (`-w3`, `-w=3`, `--weight=3`) or in the next word, an optional value only where the next word does not begin with `-`,
 * everything behind `--` left over. Options are told one at a time, in order, so that the caller's own errors come
 * before those of later words.
 *
 * @param rest takes the words that belong to no option, in order
 * @throws UsageError (status 255) for an unknown option, a missing value, or a value where none belongs
 */
export function scan(words: readonly string[], rest: string[], take: TakeOption): void {
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
    // A short option may be followed by others in the same word; a long one fills it.
    for (let behind = 1; behind < word.length; ) {
      const { definition, attached, end } =
        plain.get(word) ?? (word.startsWith('--') ? longOption(word) : shortOption(word, behind));
      behind = end;
      const { takesValue } = definition;
      if (takesValue === 'never' && attached !== undefined) throw unparsable(word, 'option does not take an argument');
      let value = attached;
      if (value === undefined && takesNext(takesValue, words[at + 1])) {
        at += 1;
        value = words[at];
      }
      if (takesValue === 'always' && value === undefined) throw unparsable(word, 'missing argument');
      if (!take(definition, value, words[at] ?? word)) return;
    }
  }
}

/** `--weight=3` */
function longOption(word: string): Found {
  const equals = word.indexOf('=');
  const definition = equals === -1 ? undefined : plain.get(word.slice(0, equals))?.definition;
  if (definition === undefined) throw unparsable(word, 'unknown option');
  return { definition, attached: word.slice(equals + 1), end: word.length };
}

/** `-w3`, `-w=3`, or one of `-Lnc` */
function shortOption(word: string, at: number): Found {
  const definition = plain.get(`-${word.charAt(at)}`)?.definition;
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
  new UsageError(`${word}: ${why}`, { kind: 'unparsable', hint: FOREIGN_OPTIONS.get(word) });
