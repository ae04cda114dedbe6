import { expect, it } from 'vitest';
import { plainLine, styledLine } from '../../../src/cli/live/style.ts';

const SEGMENTS = [{ text: 'web ' }, { text: 'full', style: 'alarm' as const }];

it('cuts a line to the width of the screen', () => {
  expect(styledLine([{ text: '▁▂▃▄' }], { columns: 3, colour: true })).toBe('▁▂▃');
  expect(styledLine(SEGMENTS, { columns: 6, colour: true })).toBe('web \x1b[1;31mfu\x1b[m');
});

it('has no colour where none is wanted', () => {
  expect(styledLine(SEGMENTS, { columns: 80, colour: false })).toBe('web \x1b[1mfull\x1b[m');
});

it('inverts a line over all of its width', () => {
  expect(styledLine([{ text: 'ab' }], { columns: 4, colour: true, inverse: true })).toBe(
    '\x1b[7mab\x1b[m\x1b[7m  \x1b[m',
  );
});

it('has no sequences in a file', () => {
  expect(plainLine([...SEGMENTS, { text: '  ' }])).toBe('web full');
});
