import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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
      const counts = countLines(some.map(pieceOf), linePattern({ state: '(\\S+)' }), (state = '') => state);
      expect(counts).toEqual(expected);
    }),
  );
});

/** Bytes of objects that are still needed. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed;
}

it('keeps nothing of the lines but what they are counted by', () => {
  const MEGABYTE = 2 ** 20;
  const line = (group: number): string => {
    const client = `2001:0db8:0000:0000:0000:0000:0000:${group.toString(16).padStart(4, '0')}`;
    return `TCP ${client} 8754 C0A8647B 0050 C0A80264 0050 ESTABLISHED     899`;
  };
  function* pieces() {
    const rest = new Array<string>(500).fill(line(0));
    for (let group = 1; group <= 1000; group++) yield pieceOf([line(group), ...rest]);
  }
  const before = memory();
  const counts = countLines(pieces(), linePattern({ client: '(\\S+)' }), (client = '') => client);
  expect(counts.size).toBe(1001);
  expect(memory() - before).toBeLessThan(10 * MEGABYTE);
});
