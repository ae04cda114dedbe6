import type { Pair } from './measure.ts';

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

/** The result of pairs of measurements. Ratios are taken within the pairs: a machine that slows down slows both. */
export interface Comparison {
  /** Medians. */
  readonly ours: number;
  readonly other: number;
  /** Ours divided by the other's: below 1 ours is less. */
  readonly ratio: Spread;
  readonly rounds: number;
}

export function compare(pairs: readonly Pair<number>[]): Comparison {
  const ratios = pairs.map(([ours, other]) => ours / other);
  return {
    ours: median(pairs.map(([ours]) => ours)),
    other: median(pairs.map(([, other]) => other)),
    ratio: { median: median(ratios), lower: quantile(ratios, 0.25), upper: quantile(ratios, 0.75) },
    rounds: pairs.length,
  };
}
