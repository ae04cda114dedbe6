import { type Line, wordsOf } from '../../../rules/words.ts';

/** Command lines to be run on the same table, one by one, each on a fresh one. */
export interface Group {
  readonly title: string;
  /** Rules that make the table. */
  readonly setup?: string;
  /** Set where names are looked up: each case is a process then, on an `/etc` of the tests' own. */
  readonly named?: true;
  readonly lines: readonly (Line | Input)[];
}

/** Rules for `-R` to read. */
export interface Input {
  readonly rules: string;
}

export interface Case {
  readonly title: string;
  readonly setup: string;
  readonly words: readonly string[];
  readonly input: string;
  readonly named: boolean;
}

export const casesOf = (groups: readonly Group[]): Case[] =>
  groups.flatMap(({ title, setup = '', named = false, lines }) =>
    lines.map((line) => {
      if (typeof line === 'object' && 'rules' in line) {
        const { rules: input } = line;
        return { title: `${title}: -R < ${JSON.stringify(input)}`, setup, words: ['-R'], input, named };
      }
      const words = wordsOf(line);
      return { title: `${title}: ${words.join(' ')}`, setup, words, input: '', named };
    }),
  );
