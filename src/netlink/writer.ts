import { Buffer } from 'node:buffer';

/**
 * One growing buffer that netlink messages are written into, in host byte order.
 *
 * Host order is little-endian wherever the native socket is built (x64, ia32, arm, arm64), and `openKernelSocket` refuses
 * any other machine, so the codecs say LE and stay branch-free.
 */
export class Writer {
  #buffer: Buffer;
  #length = 0;

  /** @param capacity bytes to start with; the buffer doubles when it is full */
  constructor(capacity = 4096) {
    this.#buffer = Buffer.alloc(capacity);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Forgets what was written, from an offset on, and keeps the room for it. */
  clear(from = 0): void {
    this.#length = from;
  }

  /** What was written, as a view: valid until the next write. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Appends `size` zero bytes and answers where they start, for a header that is patched later. */
  reserve(size: number): number {
    const start = this.#extend(size);
    // What was cleared may be written over. These are a few bytes, for which a call of `fill` would cost more.
    for (let at = start; at < this.#length; at++) this.#buffer[at] = 0;
    return start;
  }

  /** Makes room for `size` bytes that are written at once, whatever was there, and answers where they start. */
  #extend(size: number): number {
    const start = this.#length;
    const end = start + size;
    if (end > this.#buffer.length) {
      const grown = Buffer.alloc(Math.max(end, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, start);
      this.#buffer = grown;
    }
    this.#length = end;
    return start;
  }

  /** Appends zero bytes up to the next multiple of `alignment`. */
  align(alignment: number): void {
    const over = this.#length % alignment;
    if (over !== 0) this.reserve(alignment - over);
  }

  u8(value: number): void {
    checkRange(value, 0, 0xff);
    const at = this.#extend(1);
    this.#buffer[at] = value;
  }

  u16(value: number): void {
    this.patchU16(this.#extend(2), value);
  }

  u16be(value: number): void {
    checkRange(value, 0, 0xffff);
    this.patchU16(this.#extend(2), (value >> 8) | ((value & 0xff) << 8));
  }

  u32(value: number): void {
    this.patchU32(this.#extend(4), value);
  }

  s32(value: number): void {
    checkRange(value, -0x8000_0000, 0x7fff_ffff);
    this.patchU32(this.#extend(4), value >>> 0);
  }

  u64(value: bigint): void {
    const at = this.#extend(8);
    this.#buffer.writeBigUInt64LE(value, at);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#extend(bytes.length);
    this.#buffer.set(bytes, at);
  }

  patchU16(at: number, value: number): void {
    checkRange(value, 0, 0xffff);
    this.#put16(at, value);
  }

  patchU32(at: number, value: number): void {
    checkRange(value, 0, 0xffff_ffff);
    this.#put16(at, value);
    this.#put16(at + 2, value >>> 16);
  }

  /** By byte: Buffer's own methods check each offset in a function of Node that makes an array of its arguments. */
  #put16(at: number, value: number): void {
    this.#buffer[at] = value;
    this.#buffer[at + 1] = value >>> 8;
  }
}

function checkRange(value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) throw new RangeError(`${value} is not from ${least} to ${most}`);
}
