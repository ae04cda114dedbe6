/** Two ways to the same end. Each answers what it took. */
export interface Contest<T> {
  readonly ours: () => T;
  readonly other: () => T;
}

/** What ours and the other took in one round: right behind one another, so that both met the same machine. */
export type Pair<T> = readonly [ours: T, other: T];

export interface Rounds {
  readonly rounds: number;
  /** Whether a round before them all, that is not counted, warms caches up. */
  readonly warmUp: boolean;
}

/**
 * Measures both in each round, and who begins changes from round to round.
 *
 * @param progress told the number of each round that is over
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
