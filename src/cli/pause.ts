const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Waits that a signal ends instead of the process. Signals are left alone until the first wait. */
export class Pause {
  #signal: NodeJS.Signals | undefined;
  #end: (() => void) | undefined;

  /**
   * Waits. A signal that comes between two waits ends the second at once.
   *
   * @returns the first signal that would have ended the process, `undefined` when the time has passed without one
   */
  wait(milliseconds: number): Promise<NodeJS.Signals | undefined> {
    if (this.#end === undefined) for (const name of ENDING_SIGNALS) process.on(name, this.#catch);
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        resolve(this.#signal);
      };
      const timer = setTimeout(end, this.#signal === undefined ? milliseconds : 0);
      this.#end = end;
    });
  }

  readonly #catch = (signal: NodeJS.Signals): void => {
    this.#signal ??= signal;
    this.#end?.();
  };
}
