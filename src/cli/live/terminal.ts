import { emitKeypressEvents, type Key } from 'node:readline';
import { keyName } from './keys.ts';

/** Sequences of xterm, which all terminals of today know: the other screen, the cursor, and the wrapping of lines. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const CLEAR = '\x1b[H\x1b[2J';
const goTo = (row: number): string => `\x1b[${row + 1};1H`;
const CLEAR_LINE = '\x1b[K';

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What came from the user, or from the system. */
export type TerminalEvent =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly type: 'resized' }
  /** Nothing came in time. */
  | { readonly type: 'time' };

/** Rows and columns of a terminal. */
export interface Size {
  readonly rows: number;
  readonly columns: number;
}

/** The terminal as a screen with keys. Between `enter` and `leave` it is ours, and after it as it was before. */
export class Terminal {
  readonly #write: (text: string) => void;
  /** What has come and was not taken yet. */
  readonly #events: TerminalEvent[] = [];
  #wake: (() => void) | undefined;
  #drawn: readonly string[] = [];
  #isEntered = false;

  /** @param write writes to the terminal */
  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  get size(): Size {
    const { rows, columns } = process.stdout;
    return { rows: rows || 24, columns: columns || 80 };
  }

  /** Takes the terminal. Without one for input there are no keys. */
  enter(): void {
    if (process.stdin.isTTY) {
      emitKeypressEvents(process.stdin);
      process.stdin.setRawMode(true);
      process.stdin.on('keypress', this.#read).resume();
    }
    process.stdout.on('resize', this.#resize);
    for (const signal of ENDING_SIGNALS) process.on(signal, this.#end);
    process.on('exit', this.#leave);
    this.#isEntered = true;
    this.#write(ENTER + CLEAR);
    this.#drawn = [];
  }

  /** Gives the terminal back. */
  leave(): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    if (process.stdin.isTTY) {
      process.stdin.off('keypress', this.#read).pause();
      process.stdin.setRawMode(false);
    }
    process.stdout.off('resize', this.#resize);
    for (const signal of ENDING_SIGNALS) process.off(signal, this.#end);
    process.off('exit', this.#leave);
    this.#write(LEAVE);
  }

  /** Stops as a shell expects of ctrl-z, and goes on when it is told to. */
  suspend(): void {
    this.leave();
    process.kill(0, 'SIGTSTP');
    this.enter();
  }

  /** Shows lines, and writes only those that are not there yet. */
  draw(lines: readonly string[]): void {
    let text = '';
    for (const [row, line] of lines.entries()) {
      if (line !== this.#drawn[row]) text += goTo(row) + line + CLEAR_LINE;
    }
    for (let row = lines.length; row < this.#drawn.length; row++) text += goTo(row) + CLEAR_LINE;
    this.#drawn = lines;
    if (text !== '') this.#write(text);
  }

  /** Waits for something to come, for some milliseconds at most. */
  async next(milliseconds: number): Promise<TerminalEvent> {
    if (this.#events.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = Number.isFinite(milliseconds) ? setTimeout(resolve, milliseconds) : undefined;
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#events.shift() ?? { type: 'time' };
  }

  #push(event: TerminalEvent): void {
    this.#events.push(event);
    this.#wake?.();
  }

  readonly #read = (text: string | undefined, key: Key): void => this.#push({ type: 'key', key: keyName(text, key) });

  readonly #resize = (): void => {
    this.#write(CLEAR);
    this.#drawn = [];
    this.#push({ type: 'resized' });
  };

  readonly #end = (signal: NodeJS.Signals): void => this.#push({ type: 'signal', signal });

  readonly #leave = (): void => this.leave();
}
