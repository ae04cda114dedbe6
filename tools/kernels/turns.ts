/** What one of several programs prints that run side by side. */
export interface Turn {
  write(text: string): void;
  /** No more comes of it. */
  end(): void;
}

/** Outputs that come side by side, printed one after the other: the first as it comes, each other when those before it are over. */
export class Turns {
  readonly #print: (text: string) => void;
  /** Those that are not over, and those that wait behind one that is not; in order. */
  readonly #open: { waiting: string; over: boolean }[] = [];

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  /** The next in the order. */
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
