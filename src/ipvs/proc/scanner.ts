import { Buffer } from 'node:buffer';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
const CLOSING_BRACKET = 0x5d;
/** What is left of a letter from `a` or `A` on, taken off its code in lower case: `a` is 10. */
const LETTER = 0x61 - 10;

/**
 * Reads a file of `/proc` field by field, from its bytes. Lines and fields as strings of their own would be several for
 * each real server, and take more memory than the file.
 */
export class Scanner {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The byte that comes next; `undefined` at the end. */
  get code(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** Offset of the next line. */
  get lineEnd(): number {
    const newline = this.#bytes.indexOf(NEWLINE, this.#at);
    return newline === -1 ? this.#bytes.length : newline + 1;
  }

  goTo(offset: number): void {
    this.#at = offset;
  }

  skip(count: number): this {
    this.#at += count;
    return this;
  }

  /** Goes to the next line. Returns whether there is one. */
  nextLine(): boolean {
    this.#at = this.lineEnd;
    return this.#at < this.#bytes.length;
  }

  /** Takes a text if it comes next. Returns whether it did. */
  takes(text: string): boolean {
    for (let index = 0; index < text.length; index++) {
      if (this.#bytes[this.#at + index] !== text.charCodeAt(index)) return false;
    }
    this.#at += text.length;
    return true;
  }

  /** Takes hexadecimal digits, at most thirteen. */
  hex(): number {
    let value = 0;
    for (;;) {
      const digit = hexDigit(this.#bytes[this.#at] ?? SPACE);
      if (digit < 0) return value;
      value = value * 16 + digit;
      this.#at += 1;
    }
  }

  /** Takes a whole number, at most 2^53 - 1, and the blanks before it. */
  decimal(): number {
    this.blanks();
    let value = 0;
    for (;;) {
      const code = this.#bytes[this.#at] ?? SPACE;
      if (code < ZERO || code > NINE) return value;
      value = value * 10 + code - ZERO;
      this.#at += 1;
    }
  }

  blanks(): void {
    while (this.#bytes[this.#at] === SPACE) this.#at += 1;
  }

  /** Takes what comes up to the next blank, and the blanks before it. */
  word(): string {
    this.blanks();
    const start = this.#at;
    this.#at = Math.min(this.#bytes.indexOf(SPACE, start), this.lineEnd - 1);
    return this.#bytes.toString('latin1', start, this.#at);
  }

  /** Takes `[TEXT]`, and returns it with its brackets; all that is left where nothing closes. */
  bracketed(): string {
    const start = this.#at;
    const end = this.#bytes.indexOf(CLOSING_BRACKET, start);
    this.#at = end === -1 ? this.#bytes.length : end + 1;
    return this.#bytes.toString('latin1', start, this.#at);
  }
}

/** Value of a hexadecimal digit, -1 for anything else. */
function hexDigit(code: number): number {
  if (code >= ZERO && code <= NINE) return code - ZERO;
  const value = (code | 0x20) - LETTER;
  return value >= 10 && value <= 15 ? value : -1;
}
