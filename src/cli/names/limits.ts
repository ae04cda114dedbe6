/**
 * Waits for work, at most `milliseconds`. A later result or error is ignored.
 *
 * @returns the result of the work, or `undefined` when it took too long
 */
export async function withTimeout<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}

/** Time that several waits may take together. Time between the waits does not count. */
export class TimeBudget {
  #left: number;
  #since: number | undefined;

  /** @param left in milliseconds */
  constructor(left: number) {
    this.#left = left;
  }

  /** Milliseconds that are left to wait in; 0 or less when the budget is used up. */
  get left(): number {
    return this.#since === undefined ? this.#left : this.#left - (performance.now() - this.#since);
  }

  /** Waits for work as long as the budget lasts; one wait at a time. */
  async waitFor(work: Promise<unknown>): Promise<void> {
    this.#since = performance.now();
    const done = await withTimeout(
      this.#left,
      work.then(() => true),
    );
    this.#left = done ? this.left : 0;
    this.#since = undefined;
  }
}

/** Does work for each item, for at most `limit` items at a time. */
export async function forEachLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}
