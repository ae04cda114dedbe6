import { COMMANDS, type CommandDefinition } from './commands.ts';
import { UsageError } from './errors.ts';
import { FOREIGN_OPTIONS } from './foreign-options.ts';
import { OPTIONS, type OptionDefinition, type OptionName, optionName } from './options.ts';

/** An option as the tables have it: one that is a command, or one of the others with its name in error messages. */
export type Definition =
  | { readonly command: CommandDefinition; readonly takesValue: TakesValue }
  | {
      readonly command?: undefined;
      readonly option: OptionDefinition;
      readonly name: OptionName;
      readonly takesValue: TakesValue;
    };

type TakesValue = 'never' | 'optionally' | 'always';

/** An option in a word. */
interface Found {
  readonly definition: Definition;
  /** Value in the same word; `undefined` when there is none, which is not the same as an empty one. */
  readonly attached: string | undefined;
  /** Where the word goes on after the option and its value. */
  readonly end: number;
}

/** Words that are one option and nothing else: `-t`, `--tcp-service`. */
const PLAIN_WORDS: ReadonlyMap<string, Found> = new Map([
  ...COMMANDS.flatMap((command: CommandDefinition) =>
    wordsFor(command, [command.short, command.alias], {
      command,
      takesValue: command.value === undefined ? 'never' : command.optionalValue ? 'optionally' : 'always',
    }),
  ),
  ...OPTIONS.flatMap((row) => {
    const option: OptionDefinition = row;
    return wordsFor(option, [option.short], {
      option,
      name: optionName(row),
      takesValue: option.value === undefined ? 'never' : option.default === undefined ? 'always' : 'optionally',
    });
  }),
]);

function wordsFor(
  { long }: { readonly long: string },
  letters: readonly (string | undefined)[],
  definition: Definition,
): (readonly [string, Found])[] {
  const words = [`--${long}`, ...letters.filter((letter) => letter !== undefined).map((letter) => `-${letter}`)];
  return words.map((word) => [word, { definition, attached: undefined, end: word.length }]);
}

/**
 * Finds the options among words, one by one and in order, the way popt(3) does for ipvsadm 1.31: short ones bundled
 * (`-Lnc`), values attached (`-w3`, `-w=3`, `--weight=3`) or in the next word, an optional value only where the next
 * word does not begin with `-`, everything after `--` left over.
 *
 * A cursor, not a list: a restore reads a hundred thousand options.
 */
export class Scanner {
  readonly #words: readonly string[];
  /** Index of the current word. */
  #at = -1;
  /** Where in a word of bundled options the next one begins; 0 where the next word is to be looked at. */
  #within = 0;
  /** The words that belong to no option, in order. Whole at the end. */
  readonly rest: string[] = [];
  /** Value of the option found last; `undefined` when it has none. */
  value: string | undefined;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** The last word that the option and its value took: error messages name it. */
  get word(): string {
    return this.#words[this.#at] ?? '';
  }

  /**
   * Finds the next option.
   *
   * @returns `undefined` at the end
   * @throws UsageError (unparsable) for an unknown option, a missing value, or a value where none belongs
   */
  next(): Definition | undefined {
    if (this.#within === 0 && !this.#nextWord()) return undefined;
    const { word } = this;
    const { definition, attached, end } =
      PLAIN_WORDS.get(word) ?? (word.startsWith('--') ? longOption(word) : shortOption(word, this.#within));
    this.#within = end < word.length ? end : 0;
    const { takesValue } = definition;
    if (takesValue === 'never' && attached !== undefined) throw unparsable(word, 'option does not take an argument');
    this.value = attached;
    if (attached === undefined && takesNext(takesValue, this.#words[this.#at + 1])) {
      this.#at += 1;
      this.value = this.word;
    }
    if (takesValue === 'always' && this.value === undefined) throw unparsable(word, 'missing argument');
    return definition;
  }

  /** Goes on to the next word that holds an option, if there is one. */
  #nextWord(): boolean {
    while (++this.#at < this.#words.length) {
      const { word } = this;
      if (word === '--') {
        this.rest.push(...this.#words.slice(this.#at + 1));
        this.#at = this.#words.length;
        return false;
      }
      if (word.startsWith('-') && word !== '-') {
        this.#within = 1;
        return true;
      }
      this.rest.push(word);
    }
    return false;
  }
}

/** `--weight=3` */
function longOption(word: string): Found {
  const equals = word.indexOf('=');
  const definition = equals === -1 ? undefined : PLAIN_WORDS.get(word.slice(0, equals))?.definition;
  if (definition === undefined) throw unparsable(word, 'unknown option');
  return { definition, attached: word.slice(equals + 1), end: word.length };
}

/** `-w3`, `-w=3`, or one of `-Lnc` */
function shortOption(word: string, at: number): Found {
  const definition = PLAIN_WORDS.get(`-${word.charAt(at)}`)?.definition;
  if (definition === undefined) throw unparsable(word, 'unknown option');
  const end = at + 1;
  const equals = word.charAt(end) === '=';
  if (end === word.length || (definition.takesValue === 'never' && !equals)) {
    return { definition, attached: undefined, end };
  }
  return { definition, attached: word.slice(equals ? end + 1 : end), end: word.length };
}

function takesNext(takesValue: TakesValue, next: string | undefined): boolean {
  if (next === undefined || takesValue === 'never') return false;
  return takesValue === 'always' || !next.startsWith('-');
}

const unparsable = (word: string, why: string) =>
  new UsageError(`${word}: ${why}`, { kind: 'unparsable', hint: FOREIGN_OPTIONS.get(word) });
