import type { Reading } from './reading.ts';

/**
 * Seconds that a pace is measured over, at least. The kernel adds up its counters only every two seconds
 * (net/netfilter/ipvs/ip_vs_est.c), so over less time a steady flow would seem to stop and to jump.
 */
const LEAST = 4;

/** The last readings, as many as a pace needs. */
export class Window {
  readonly #readings: Reading[] = [];

  /**
   * Adds a reading.
   *
   * @returns the reading to compare it with; `undefined` for the first
   */
  add(reading: Reading): Reading | undefined {
    const isOldEnough = ({ at }: Reading): boolean => reading.at - at >= LEAST * 1000;
    // The first is what the next one is compared with, so it stays until the second is old enough.
    while (this.#readings[1] !== undefined && isOldEnough(this.#readings[1])) this.#readings.shift();
    const [oldest] = this.#readings;
    this.#readings.push(reading);
    return oldest;
  }
}
