import { COMMANDS, type CommandDefinition } from './commands.ts';
import { UNPARSABLE_STATUS, UsageError } from './errors.ts';
import { OPTIONS } from './options.ts';

type OptionDefinition = (typeof OPTIONS)[number];

/** One option found on a command line, with its value where it has one. */
export interface Occurrence {
  readonly command?: CommandDefinition;
  readonly option?: OptionDefinition;
  readonly value: string | undefined;
  /** The last word that the option took, which error messages name. */
  readonly word: string;
}

interface Definition {
  readonly command?: CommandDefinition;
  readonly option?: OptionDefinition;
  readonly takesValue: 'never' | 'optionally' | 'always';
}

const byLong = new Map<string, Definition>();
const byShort = new Map<string, Definition>();

const commands: readonly CommandDefinition[] = COMMANDS;
for (const command of commands) {
  const definition = { command, takesValue: command.value === undefined ? 'never' : 'always' } as const;
  byLong.set(command.long, definition);
  for (const letter of [command.short, command.alias]) if (letter !== undefined) byShort.set(letter, definition);
}
for (const option of OPTIONS) {
  const takesValue = 'optionalValue' in option ? 'optionally' : 'value' in option ? 'always' : 'never';
  const definition = { option, takesValue } as const;
  byLong.set(option.long, definition);
  if ('short' in option) byShort.set(option.short, definition);
}

/**
 * Finds the options among words, the way popt(3) does for ipvsadm 1.31: short ones bundled (`-Lnc`), values attached
 * (`-w3`, `-w=3`, `--weight=3`) or in the next word, an optional value only where the next word does not begin with `-`,
 * everything behind `--` left over. Options are answered one at a time, in order, so that the caller's own errors come
 * before those of later words.
 *
 * @param rest takes the words that belong to no option, in order
 * @throws UsageError (status 255) for an unknown option, a missing value, or a value where none belongs
 */
export function* scan(words: readonly string[], rest: string[]): Generator<Occurrence, void> {
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
    for (const { definition, attached } of word.startsWith('--') ? longOption(word) : shortOptions(word)) {
      let value = attached;
      const next = words[at + 1];
      if (definition.takesValue === 'never') {
        if (attached !== undefined) throw unparsable(word, 'option does not take an argument');
      } else if (value === undefined && next !== undefined) {
        if (definition.takesValue === 'always' || !next.startsWith('-')) {
          value = next;
          at++;
        }
      }
      if (definition.takesValue === 'always' && value === undefined) throw unparsable(word, 'missing argument');
      yield { ...definition, value, word: words[at] ?? word };
    }
  }
}

interface Found {
  readonly definition: Definition;
  /** Value in the same word; `undefined` when there is none, which is not the same as an empty one. */
  readonly attached: string | undefined;
}

function* longOption(word: string): Generator<Found> {
  const equals = word.indexOf('=');
  const definition = byLong.get(equals === -1 ? word.slice(2) : word.slice(2, equals));
  if (definition === undefined) throw unparsable(word, 'unknown option');
  yield { definition, attached: equals === -1 ? undefined : word.slice(equals + 1) };
}

function* shortOptions(word: string): Generator<Found> {
  for (let at = 1; at < word.length; at++) {
    const definition = byShort.get(word.charAt(at));
    if (definition === undefined) throw unparsable(word, 'unknown option');
    const behind = word.slice(at + 1);
    if (definition.takesValue === 'never' && !behind.startsWith('=')) {
      yield { definition, attached: undefined };
    } else {
      yield { definition, attached: behind === '' ? undefined : behind.replace(/^=/, '') };
      return;
    }
  }
}

const unparsable = (word: string, why: string) => new UsageError(`${word}: ${why}`, UNPARSABLE_STATUS);
