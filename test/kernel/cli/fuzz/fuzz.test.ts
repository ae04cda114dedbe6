/** Random command lines, ours beside ipvsadm 1.31: a failure prints the shortest lines that show it. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useClients } from '../../kernel.ts';
import { comparable, runInProcess } from '../outcome.ts';
import { missing, Reference } from '../reference.ts';
import { batchesOf, pairsOf, type Run } from './batches.ts';
import { DIFFERENCES, type Difference, type Pair } from './differences.ts';
import { type Line, sequenceOf, soundLine, spoiltLine } from './lines.ts';
import { orderly } from './listing.ts';
import { parameters, TIMEOUT } from './parameters.ts';

describe.skipIf(missing)(`random command lines${missing === undefined ? '' : ` (${missing})`}`, () => {
  const clients = useClients();
  const needed = new Set<Difference>();
  let reference: Reference;

  beforeAll(() => {
    reference = new Reference();
  });
  afterAll(() => reference.close());

  /** What both have left, without what is known to be different. */
  function settled(pair: Pair): Pair {
    return DIFFERENCES.reduce((before, difference) => {
      const after = difference.settle(before);
      if (JSON.stringify(after) !== JSON.stringify(before)) needed.add(difference);
      return after;
    }, pair);
  }

  async function runOurs(lines: readonly Line[]): Promise<Run[]> {
    const runs: Run[] = [];
    for (const line of lines) runs.push({ line, ours: comparable(await runInProcess(clients.client, line.words)) });
    return runs;
  }

  /** Rules that bring everything back. */
  async function saveAll(): Promise<string> {
    const times = (await runInProcess(clients.client, ['-L', '--timeout'])).stdout.replace(/^.*: /, '--set ');
    return times + (await runInProcess(clients.client, ['-S', '-n'])).stdout;
  }

  it.each<[string, fc.Arbitrary<Line[]>]>([
    ['that make sense', sequenceOf(soundLine, 80)],
    ['that are spoilt', sequenceOf(fc.oneof(soundLine, { weight: 3, arbitrary: spoiltLine }), 12)],
  ])('%s do the same', { timeout: TIMEOUT }, async (_, sequence) => {
    await fc.assert(
      fc.asyncProperty(fc.noBias(sequence), async (lines) => {
        const runs = await runOurs(lines);
        const saved = await saveAll();
        const batches = batchesOf(runs);
        const { ours, outcomes, theirs } = await reference.compare(batches.map(({ invocation }) => invocation));
        const pairs = pairsOf(batches, outcomes).map(settled);
        expect(pairs.map((pair) => ({ words: pair.words, ...pair.ours }))).toEqual(
          pairs.map((pair) => ({ words: pair.words, ...pair.theirs })),
        );
        expect(orderly(ours)).toBe(orderly(theirs));
        expect(orderly(await reference.restored(saved))).toBe(orderly(ours));
      }),
      parameters,
    );
  });

  it.each(DIFFERENCES.filter(({ isRare }) => !isRare).map((one) => [one.reason, one] as const))(
    'but for: %s',
    (_, one) => {
      expect(needed.has(one), 'no line shows this difference any more').toBe(true);
    },
  );
});
