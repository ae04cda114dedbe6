/** Lines as an input of `-R`, with blanks and lines between them that mean nothing. */
import fc from 'fast-check';
import { fitsRules } from './batches.ts';
import type { Line } from './lines.ts';

export interface Rule {
  readonly words: readonly string[];
  /** Ends with a newline, and may have more than one. */
  readonly text: string;
  /** The rule as a failure shows it. */
  readonly [fc.toStringMethod]: () => string;
}

export const ruleOf = (line: fc.Arbitrary<Line>): fc.Arbitrary<Rule> =>
  fc
    .record({
      // On Linux 7.2 the order without sorting is another for every table.
      words: line.map(({ words }) => words).filter((words) => fitsRules(words) && !words.includes('--nosort')),
      before: fc.constantFrom('', '', ' ', 'ipvsadm ', '\tipvsadm\t', '\n', '# a comment\n', ' #\n \n'),
      blank: fc.constantFrom(' ', '  ', '\t', ' \t '),
      end: fc.constantFrom('\n', ' \n', '\r\n'),
    })
    .map(({ words, before, blank, end }) => {
      const text = `${before}${words.join(blank)}${end}`;
      return { words, text, [fc.toStringMethod]: () => JSON.stringify(text) };
    });
