/** The median of some figures, and the range of their middle half. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** Value below which a fraction of the figures lies, interpolated between neighbours (R's type 7). */
export function quantile(figures: readonly number[], fraction: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new RangeError('no figures');
  return below + (above - below) * (position - Math.floor(position));
}

export const median = (figures: readonly number[]): number => quantile(figures, 0.5);

/**
 * How one side's figures compare with another's: below 1 they are less. Ratios are taken within the pairs, because a
 * machine that slows down slows both.
 *
 * @param pairs what both took in one round
 */
export function ratioOf(pairs: readonly (readonly [ours: number, other: number])[]): Spread {
  const ratios = pairs.map(([ours, other]) => ours / other);
  return { median: median(ratios), lower: quantile(ratios, 0.25), upper: quantile(ratios, 0.75) };
}
