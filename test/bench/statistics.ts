/** The middle of some figures, and the range of the middle half of them. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** Value below which a fraction of some figures lies, between two neighbours in proportion (as R's type 7). */
export function quantile(figures: readonly number[], fraction: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new RangeError('no figures');
  return below + (above - below) * (position - Math.floor(position));
}

export const spread = (figures: readonly number[]): Spread => ({
  median: quantile(figures, 0.5),
  lower: quantile(figures, 0.25),
  upper: quantile(figures, 0.75),
});

/** Ours and the other, measured in one round: right behind one another, so that both met the same machine. */
export type Pair = readonly [ours: number, other: number];

/** What pairs of measurements say. Ratios are taken within the pairs: a machine that slows down slows both. */
export interface Comparison {
  readonly ours: Spread;
  readonly other: Spread;
  /** Ours divided by the other's: below 1 we are faster. */
  readonly ratio: Spread;
  readonly rounds: number;
}

export const compare = (pairs: readonly Pair[]): Comparison => ({
  ours: spread(pairs.map(([ours]) => ours)),
  other: spread(pairs.map(([, other]) => other)),
  ratio: spread(pairs.map(([ours, other]) => ours / other)),
  rounds: pairs.length,
});
