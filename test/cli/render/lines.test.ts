import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Lines } from '../../../src/cli/render/lines.ts';
import { textOf } from '../output.ts';

const number = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, 9, 10, 99, 100, 2 ** 31, 2 ** 53 - 1));
const width = fc.nat(30);
/** Text of any length and of any letters, so that a piece ends within it, and a unit takes one to three bytes. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.nat(100_000).map((length) => 'x'.repeat(length)),
);

it('holds what was written, in order, however long', () => {
  const written = fc.oneof(
    text.map((value) => ({ write: (to: Lines) => to.text(value), expected: value })),
    fc.tuple(fc.string({ unit: 'grapheme-ascii' }), width).map(([value, places]) => ({
      write: (to: Lines) => to.left(value, places),
      expected: value.padEnd(places),
    })),
    fc.tuple(number, width).map(([value, places]) => ({
      write: (to: Lines) => to.leftNumber(value, places),
      expected: String(value).padEnd(places),
    })),
    fc.tuple(number, width).map(([value, places]) => ({
      write: (to: Lines) => to.rightNumber(value, places),
      expected: String(value).padStart(places),
    })),
  );
  fc.assert(
    fc.property(fc.array(written), (all) => {
      const lines = new Lines();
      for (const { write } of all) write(lines);
      expect(textOf(lines)).toBe(all.map(({ expected }) => expected).join(''));
    }),
  );
});
