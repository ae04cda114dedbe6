/**
 * Waits for work, and no longer than so many milliseconds: what comes later comes for nobody.
 *
 * @returns what the work answers, `undefined` when it has not in time
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
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

/** Time that several waits may take together. */
export class Patience {
  #left: number;
  #since: number | undefined;

  /** @param left in milliseconds */
  constructor(left: number) {
    this.#left = left;
  }

  /** Milliseconds that are left to wait in; none or less when patience has ended. */
  get left(): number {
    return this.#since === undefined ? this.#left : this.#left - (performance.now() - this.#since);
  }

  /** Waits for work as long as patience lasts; one wait at a time. */
  async waitFor(work: Promise<unknown>): Promise<void> {
    this.#since = performance.now();
    const done = await within(
      this.#left,
      work.then(() => true),
    );
    this.#left = done ? this.left : 0;
    this.#since = undefined;
  }
}
