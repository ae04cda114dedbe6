import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countLines } from '../../../src/ipvs/proc/connection-counts.ts';
import { linePattern } from '../../../src/ipvs/proc/connection-pattern.ts';
import { parseConnection } from '../../../src/ipvs/proc/connections.ts';
import { kernelLine, pieceOf } from './kernel-lines.ts';

it('counts lines by what they have in common', () => {
  const pieces = fc.array(fc.array(kernelLine, { minLength: 1, maxLength: 20 }), { maxLength: 3 });
  fc.assert(
    fc.property(pieces, (some) => {
      const expected = new Map<string, number>();
      for (const { state } of some.flat().map(parseConnection)) expected.set(state, (expected.get(state) ?? 0) + 1);
      const counts = countLines(some.map(pieceOf), linePattern({ state: '(\\S+)' }), ([, state = '']) => state);
      expect(counts).toEqual(expected);
    }),
  );
});
