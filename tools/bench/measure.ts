/** Two ways to do the same. Each returns what it took. */
export interface Contest<T> {
  readonly ours: () => T;
  readonly other: () => T;
}

/** What ours and the other took in one round, one directly after the other, so that both met the same machine. */
export type Pair<T> = readonly [ours: T, other: T];

export interface Rounds {
  readonly rounds: number;
  /** Whether a first round, which is not counted, fills the caches. */
  readonly warmUp: boolean;
}

/**
 * Measures both in each round. They take turns to be first.
 *
 * @param progress gets the number of each finished round
 */
export function interleave<T>(
  { ours, other }: Contest<T>,
  { rounds, warmUp }: Rounds,
  progress: (round: number) => void,
): Pair<T>[] {
  const pairs: Pair<T>[] = [];
  for (let round = warmUp ? 0 : 1; round <= rounds; round++) {
    const otherFirst = round % 2 === 1 ? other() : undefined;
    const own = ours();
    const pair: Pair<T> = [own, otherFirst ?? other()];
    if (round > 0) pairs.push(pair);
    progress(round);
  }
  return pairs;
}
