import { Buffer } from 'node:buffer';
import { aligned } from './bytes.ts';

/** Bytes of a word. Netlink aligns everything to four bytes. */
const WORD = 4;

/**
 * A growing buffer for netlink messages. It takes whole words of 32 bits in host byte order: the header of an attribute
 * is one word, and so is the payload of most attributes.
 *
 * Host order is little-endian wherever the native socket is built (x64, ia32, arm, arm64), and `kernelSocket`
 * refuses any other machine, so the first byte of a word is its lowest.
 */
export class Writer {
  #bytes: Buffer;
  #words: Uint32Array;
  #length = 0;

  /** @param capacity bytes to start with, a multiple of four; the buffer doubles when it is full */
  constructor(capacity = 4096) {
    this.#bytes = Buffer.alloc(capacity);
    this.#words = new Uint32Array(this.#bytes.buffer);
  }

  /** Bytes written so far: a multiple of four. */
  get length(): number {
    return this.#length;
  }

  /** Truncates to `from` bytes; keeps the buffer. */
  clear(from = 0): void {
    this.#length = from;
  }

  /** The bytes written so far, as a view: valid until the next write. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /**
   * Appends a number in a word of its own.
   *
   * @param size how many bytes of the word the number is; the others have to be zero
   * @returns that size
   */
  word(value: number, size = WORD): number {
    const at = this.#length;
    if (at === this.#bytes.length) this.#grow(at + WORD);
    this.#words[at / WORD] = value;
    this.#length = at + WORD;
    return size;
  }

  /** Overwrites a word. */
  patch(at: number, value: number): void {
    this.#words[at / WORD] = value;
  }

  /** Appends bytes, padded with zeros to a whole word. Returns their number without padding. */
  raw(bytes: Uint8Array): number {
    const at = this.#length;
    const end = at + aligned(bytes.length);
    if (end > this.#bytes.length) this.#grow(end);
    // The buffer may hold bytes from before a `clear`.
    if (bytes.length % WORD !== 0) this.#words[end / WORD - 1] = 0;
    this.#bytes.set(bytes, at);
    this.#length = end;
    return bytes.length;
  }

  #grow(length: number): void {
    const old = this.#bytes;
    this.#bytes = Buffer.alloc(Math.max(length, old.length * 2));
    this.#bytes.set(old);
    this.#words = new Uint32Array(this.#bytes.buffer);
  }
}
