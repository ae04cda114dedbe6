import { expect, it } from 'vitest';
import { parseEnvironmentFile } from './environment-file.ts';

// The answers are those of systemd 252 itself.
it.each([
  ['A="false"\t', { A: 'false' }],
  ["B='x y'  ", { B: 'x y' }],
  ['C=plain  value # not a comment', { C: 'plain  value # not a comment' }],
  ['D="none"\t\t# none|master', { D: 'none# none|master' }],
  ['E="a"b', { E: 'ab' }],
  ['G=a"b"c', { G: 'a"b"c' }],
  ['K= lead', { K: 'lead' }],
  [' N = spaced', { N: 'spaced' }],
  ['P=\nQ=""', { P: '', Q: '' }],
  ['export L=1', {}],
  ['M', {}],
  ['# comment\n; comment\n  #R=1\n\n', {}],
  ['A=1\nA=2', { A: '2' }],
])('%j', (text, expected) => {
  expect(parseEnvironmentFile(text)).toEqual(expected);
});

it.each(['A="two', 'A=a\\ b', 'A=to be\\'])('%j is more than any file of ours has', (text) => {
  expect(() => parseEnvironmentFile(text)).toThrow('more than a plain value');
});
