/** One value, with its labels as text: `protocol="tcp",port="80"`. Without labels the text is empty. */
export interface Sample {
  readonly labels: string;
  /** A counter of the kernel is a bigint: it may grow past 2^53. */
  readonly value: number | bigint;
}

/**
 * A row of a table of metrics.
 *
 * @typeParam R what its samples are taken from
 */
export interface Metric<R> {
  /** Without what the type adds to it: see SUFFIXES. Ends with its unit. */
  readonly name: string;
  readonly type: MetricType;
  readonly unit?: 'bytes' | 'seconds';
  /** One line, without quotes and backslashes. */
  readonly help: string;
  /** None where nothing is known of it. No two have the same labels. */
  readonly samples: (readings: R) => Iterable<Sample>;
}

/** `counter` only grows until it is reset, `info` is always 1 and says something by its labels. */
export type MetricType = 'counter' | 'gauge' | 'info';

/** What the name of a sample has after the name of its metric. */
const SUFFIXES: Readonly<Record<MetricType, string>> = { counter: '_total', gauge: '', info: '_info' };

/** The name of the samples of a metric. */
export const sampleName = ({ name, type }: Pick<Metric<never>, 'name' | 'type'>): string => name + SUFFIXES[type];

/** The samples of a metric that has one value, or none. */
export const single = (value: Sample['value'] | undefined): Sample[] =>
  value === undefined ? [] : [{ labels: '', value }];

/** The samples of a metric that each of several things has, if it has a value. */
export function* samplesOf<T extends { readonly labels: string }>(
  things: Iterable<T>,
  measure: (thing: T) => Sample['value'] | undefined,
): Generator<Sample> {
  for (const thing of things) {
    const value = measure(thing);
    if (value !== undefined) yield { labels: thing.labels, value };
  }
}
