import { expect, it } from 'vitest';
import { matches } from '../../../tools/guide/output.ts';

it.each<[string, string[], string, boolean]>([
  ['the same lines', ['a', 'b'], 'a\nb\n', true],
  ['blanks at the end of a line', ['a'], 'a   \n', true],
  ['no newline at the end', ['a'], 'a', true],
  ['nothing', [], '', true],
  ['something where nothing is expected', [], 'a\n', false],
  ['nothing where something is expected', ['a'], '', false],
  ['a line more', ['a'], 'a\nb\n', false],
  ['a line less', ['a', 'b'], 'a\n', false],
  ['any text at an ellipsis', ['a … c'], 'a b c\n', true],
  ['no other line at an ellipsis', ['a … c'], 'a\nb c\n', false],
  ['any lines at an ellipsis of its own', ['a', '…', 'c'], 'a\nb\nb\nc\n', true],
  ['no lines at an ellipsis of its own', ['a', '…', 'c'], 'a\nc\n', true],
  ['signs that a pattern would mean', ['a.b*(c)'], 'a.b*(c)\n', true],
  ['another sign than a pattern would take', ['a.b'], 'axb\n', false],
  [
    'a connection table of another size',
    ['IP Virtual Server version 1.2.1 (size=4096)'],
    'IP Virtual Server version 1.2.1 (size=256)\n',
    true,
  ],
])('%s: the page has %j, the command printed %j, matches: %s', (_, expected, printed, right) => {
  expect(matches(expected, printed)).toBe(right);
});
