/** Random command lines, ours beside ipvsadm 1.31: a failure prints the shortest lines that show it. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useClients } from '../../kernel.ts';
import { SURROUNDINGS, stopDaemons, useNoDaemons, useSurroundings } from '../../surroundings.ts';
import { comparable, runCommand } from '../outcome.ts';
import { missing, Reference } from '../reference.ts';
import { batchesOf, pairsOf, type Run } from './batches.ts';
import { DIFFERENCES, type Difference, type Pair } from './differences.ts';
import { type Line, sequenceOf, soundLine, spoiltLine } from './lines.ts';
import { orderly } from './listing.ts';
import { parametersOf, TIMEOUT } from './parameters.ts';

const needed = new Set<Difference>();

/** What both have left, without what is known to be different. */
function settled(pair: Pair): Pair {
  return DIFFERENCES.reduce((before, difference) => {
    const after = difference.settle(before);
    if (JSON.stringify(after) !== JSON.stringify(before)) needed.add(difference);
    return after;
  }, pair);
}

const reason = missing === undefined ? '' : ` (${missing})`;

describe.skipIf(missing).each(SURROUNDINGS)(`in %s, random command lines${reason}`, (surroundings) => {
  const clients = useClients();
  useSurroundings(surroundings);
  useNoDaemons(clients);
  const parameters = parametersOf(SURROUNDINGS.indexOf(surroundings), SURROUNDINGS.length);
  let reference: Reference;

  beforeAll(() => {
    reference = new Reference();
  });
  afterAll(() => reference.close());

  async function runOurs(lines: readonly Line[]): Promise<Run[]> {
    const runs: Run[] = [];
    for (const line of lines) runs.push({ line, ours: comparable(await runCommand(clients.client, line.words)) });
    return runs;
  }

  /** Rules that bring everything back: timeouts and sync daemons, too. */
  const saveAll = async (): Promise<string> => (await runCommand(clients.client, ['-S', '-n', '--all'])).stdout;

  it.each<[string, fc.Arbitrary<Line[]>]>([
    ['that make sense', sequenceOf(soundLine, 80)],
    ['that are spoilt', sequenceOf(fc.oneof(soundLine, { weight: 3, arbitrary: spoiltLine }), 12)],
  ])('%s do the same', { timeout: TIMEOUT }, async (_, sequence) => {
    await fc.assert(
      fc.asyncProperty(fc.noBias(sequence), async (lines) => {
        // After a failure, they are there still.
        await stopDaemons(clients.client);
        const runs = await runOurs(lines);
        const saved = await saveAll();
        const batches = batchesOf(runs);
        const ours = await reference.takeState();
        await stopDaemons(clients.client);
        const { outcomes, theirs } = await reference.compare(batches.map(({ invocation }) => invocation));
        await stopDaemons(clients.client);
        const pairs = pairsOf(batches, outcomes).map(settled);
        expect(pairs.map((pair) => ({ words: pair.words, ...pair.ours }))).toEqual(
          pairs.map((pair) => ({ words: pair.words, ...pair.theirs })),
        );
        expect(orderly(ours)).toBe(orderly(theirs));
        const restored = await reference.restored(saved);
        await stopDaemons(clients.client);
        expect(orderly(restored)).toBe(orderly(ours));
      }),
      parameters,
    );
  });
});

describe.skipIf(missing)('random command lines show where ours differs from ipvsadm 1.31 on purpose', () => {
  it.each(DIFFERENCES.filter(({ isRare }) => !isRare).map((one) => [one.reason, one] as const))(
    'here: %s',
    (_, one) => {
      expect(needed.has(one), 'no line shows this difference any more').toBe(true);
    },
  );
});
