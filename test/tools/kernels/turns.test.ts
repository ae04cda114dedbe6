import { expect, it } from 'vitest';
import { Turns } from '../../../tools/kernels/turns.ts';

it('prints the first output at once, and the others in order when their turn comes', () => {
  const printed: string[] = [];
  const turns = new Turns((text) => printed.push(text));
  const [a, b, c] = [turns.take(), turns.take(), turns.take()];
  b.write('b1 ');
  a.write('a1 ');
  c.write('c1 ');
  c.end();
  a.write('a2 ');
  expect(printed).toEqual(['a1 ', 'a2 ']);
  a.end();
  expect(printed).toEqual(['a1 ', 'a2 ', 'b1 ']);
  b.write('b2 ');
  b.end();
  expect(printed).toEqual(['a1 ', 'a2 ', 'b1 ', 'b2 ', 'c1 ']);
});
