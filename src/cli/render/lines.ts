import { Buffer } from 'node:buffer';

/** Bytes of a piece. */
const PIECE = 64 * 1024;

/** Most bytes that UTF-8 takes for one unit of a string. */
const UTF8_UNIT = 3;

/** Most digits of a number. */
const DIGITS = 16;

const ZERO = 0x30;
const SPACE = 0x20;

/**
 * The text of a listing, as bytes that it is written to at once. A listing of 10,000 servers is half a million words:
 * as strings they take more memory, and to touch memory for the first time is what a process that soon ends spends most
 * on (benchmark `listing`: two thirds of the time).
 */
export class Lines {
  readonly #full: Buffer[] = [];
  #piece = Buffer.allocUnsafeSlow(PIECE);
  #length = 0;

  /** The bytes written so far, in pieces. */
  *[Symbol.iterator](): Generator<Uint8Array> {
    yield* this.#full;
    yield this.#piece.subarray(0, this.#length);
  }

  text(text: string): this {
    this.#makeRoom(text.length * UTF8_UNIT);
    this.#length += this.#piece.write(text, this.#length);
    return this;
  }

  /** A text with blanks after it, up to the width of its column. A longer one pushes the columns that follow. */
  left(text: string, width: number): this {
    this.#makeRoom(text.length * UTF8_UNIT + width);
    const written = this.#piece.write(text, this.#length);
    this.#length += written;
    return this.#blanks(width - written);
  }

  /** A whole number from 0 to 2^53 - 1, with blanks after it. */
  leftNumber(value: number, width: number): this {
    this.#makeRoom(DIGITS + width);
    const count = digitsOf(value);
    this.#digits(value, count);
    return this.#blanks(width - count);
  }

  /** The same with blanks before it. */
  rightNumber(value: number, width: number): this {
    this.#makeRoom(DIGITS + width);
    const count = digitsOf(value);
    this.#blanks(width - count);
    this.#digits(value, count);
    return this;
  }

  #digits(value: number, count: number): void {
    let rest = value;
    this.#length += count;
    for (let at = this.#length - 1; at >= this.#length - count; at--) {
      const tens = Math.floor(rest / 10);
      this.#piece[at] = rest - tens * 10 + ZERO;
      rest = tens;
    }
  }

  #blanks(count: number): this {
    for (let left = count; left > 0; left--) this.#piece[this.#length++] = SPACE;
    return this;
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#piece.length) return;
    this.#full.push(this.#piece.subarray(0, this.#length));
    this.#piece = Buffer.allocUnsafeSlow(Math.max(PIECE, bytes));
    this.#length = 0;
  }
}

function digitsOf(value: number): number {
  let count = 1;
  for (let least = 10; value >= least; least *= 10) count += 1;
  return count;
}
