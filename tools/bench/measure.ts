export interface Rounds {
  readonly rounds: number;
  /** Whether a first round, which is not counted, fills the caches. */
  readonly warmUp: boolean;
}

/**
 * Measures all contenders in each round, one directly after the other, so that all meet the same machine. They take
 * turns to be first.
 *
 * @param contenders ways to do the same: each returns what it took
 * @param progress gets the number of each finished round
 * @returns what they took in each round, in their order
 */
export function interleave<T>(
  contenders: readonly (() => T)[],
  { rounds, warmUp }: Rounds,
  progress: (round: number) => void,
): T[][] {
  const all: T[][] = [];
  for (let round = warmUp ? 0 : 1; round <= rounds; round++) {
    const first = round % contenders.length;
    const inTurn = [...contenders.slice(first), ...contenders.slice(0, first)].map((measure) => measure());
    const place = contenders.length - first;
    if (round > 0) all.push([...inTurn.slice(place), ...inTurn.slice(0, place)]);
    progress(round);
  }
  return all;
}
