/** The output of one of several programs that run at the same time. */
export interface Turn {
  write(text: string): void;
  /** Ends the output. */
  end(): void;
}

/**
 * Prints outputs that come at the same time one after the other: the first as it comes, each other one when those
 * before it have ended.
 */
export class Turns {
  readonly #print: (text: string) => void;
  /** Outputs that have not ended, and those that wait for one before them, in order. */
  readonly #open: { waiting: string; over: boolean }[] = [];

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  /** Takes the next turn. */
  take(): Turn {
    const own = { waiting: '', over: false };
    this.#open.push(own);
    return {
      write: (text) => {
        own.waiting += text;
        this.#printFirst();
      },
      end: () => {
        own.over = true;
        this.#printFirst();
      },
    };
  }

  #printFirst(): void {
    for (let first = this.#open[0]; first !== undefined; first = this.#open[0]) {
      if (first.waiting !== '') this.#print(first.waiting);
      first.waiting = '';
      if (!first.over) return;
      this.#open.shift();
    }
  }
}
