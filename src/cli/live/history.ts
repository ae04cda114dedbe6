/** Seconds that a trend shows. */
const SPAN = 60;

/** Most values of a trend, which is also the most columns that it takes. */
const MOST = 30;

/** What was measured in the last minute, of many things at once. Takes the same memory however long it goes on. */
export class History {
  readonly #length: number;
  readonly #values = new Map<string, Float32Array>();
  #at = 0;

  /** @param interval seconds between two measurements */
  constructor(interval: number) {
    this.#length = Math.min(MOST, Math.max(2, Math.round(SPAN / interval)));
  }

  /** Adds one value for each thing, and forgets things that have none. */
  add(values: Iterable<readonly [id: string, value: number]>): void {
    this.#at = (this.#at + 1) % this.#length;
    const seen = new Set<string>();
    for (const [id, value] of values) {
      seen.add(id);
      let series = this.#values.get(id);
      if (series === undefined) {
        series = new Float32Array(this.#length).fill(Number.NaN);
        this.#values.set(id, series);
      }
      series[this.#at] = value;
    }
    if (this.#values.size > seen.size) for (const id of this.#values.keys()) if (!seen.has(id)) this.#values.delete(id);
  }

  /** The values of one thing, oldest first. */
  of(id: string): number[] {
    const series = this.#values.get(id);
    if (series === undefined) return [];
    const inOrder = [...series.subarray(this.#at + 1), ...series.subarray(0, this.#at + 1)];
    return inOrder.filter((value) => !Number.isNaN(value));
  }
}

/** Bars from nothing to the most, in the character sets that a terminal may have. */
const BARS = { utf8: '▁▂▃▄▅▆▇█', ascii: '_.:-=+*#' } as const;

export type Charset = keyof typeof BARS;

/** Draws values as bars, the largest as high as there is. */
export function trend(values: readonly number[], charset: Charset): string {
  const bars = BARS[charset];
  const most = Math.max(...values, 0);
  const step = (value: number): number => (most === 0 ? 0 : Math.round((value / most) * (bars.length - 1)));
  return values.map((value) => bars.charAt(step(value))).join('');
}
