import type { Pair } from './statistics.ts';

/** Two ways to the same end. Each answers what it took, in milliseconds. */
export interface Contest {
  readonly ours: () => number;
  readonly other: () => number;
}

/**
 * Measures both in each round, and who begins changes from round to round. One round before them all warms caches up and
 * is not counted.
 *
 * @param progress told the number of each round that is over
 */
export function interleave({ ours, other }: Contest, rounds: number, progress: (round: number) => void): Pair[] {
  const pairs: Pair[] = [];
  for (let round = 0; round <= rounds; round++) {
    const otherFirst = round % 2 === 1 ? other() : undefined;
    const own = ours();
    const pair: Pair = [own, otherFirst ?? other()];
    if (round > 0) pairs.push(pair);
    progress(round);
  }
  return pairs;
}
