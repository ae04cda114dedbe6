/** Command lines in parts, so that one can be spelled in many ways, put into another order, and spoilt. */
import fc from 'fast-check';
import { COMMANDS, OPTIONS, type Row } from './language.ts';

/** `-w 3`, `-w3`, `-w=3`, `--weight 3`, `--weight=3`; a row without a letter has the long ones only. */
type Spelling = 'letter' | 'attached' | 'equals' | 'long' | 'long equals';

/** An option or a command with its value, or a bare word. */
export type Item = Option | { readonly word: string };

interface Option {
  readonly row: Row;
  readonly letter: string | undefined;
  readonly value: string | undefined;
  readonly spelling: Spelling;
  /** Joins the letter to those before it: `-Ln`. */
  readonly bundled: boolean;
}

const rows = new Map([...COMMANDS, ...OPTIONS].map((row) => [row.long, row]));

/** An option or a command, spelled in some way. */
export function option(long: string, value?: string): fc.Arbitrary<Item> {
  const row = rows.get(long);
  if (row === undefined) throw new Error(`no such option: ${long}`);
  const { letters } = row;
  return fc.record({
    row: fc.constant(row),
    letter: letters.length === 0 ? fc.constant(undefined) : fc.constantFrom(...letters),
    value: fc.constant(value),
    spelling: fc.constantFrom<Spelling>('letter', 'letter', 'attached', 'equals', 'long', 'long equals'),
    bundled: fc.boolean(),
  });
}

export const isOption = (item: Item, ...longs: readonly string[]): boolean =>
  'row' in item && longs.includes(item.row.long);

/** The words of a command line. */
export function spell(items: readonly Item[]): string[] {
  const words: string[] = [];
  /** Whether the last word takes more letters. */
  let open = false;
  for (const item of items) {
    if ('word' in item) {
      words.push(item.word);
      open = false;
      continue;
    }
    const { row, letter, value, spelling, bundled } = item;
    const isLong = letter === undefined || spelling.startsWith('long');
    let word = isLong ? `--${row.long}` : open && bundled ? `${words.pop()}${letter}` : `-${letter}`;
    const isApart = spelling === 'letter' || spelling === 'long';
    if (value !== undefined && !isApart) word += isLong || spelling === 'equals' ? `=${value}` : value;
    words.push(word);
    if (value !== undefined && isApart) words.push(value);
    open = !isLong && !row.isValued && value === undefined;
  }
  return words;
}
