import type { Buffer } from 'node:buffer';
import { checked, s32At, u16At, u32At } from './bytes.ts';
import { ProtocolError } from './errors.ts';
import type { Writer } from './writer.ts';

/**
 * How one attribute's payload is written and read.
 *
 * `read` gets the whole datagram and the payload's bounds, so that nothing is copied on the way.
 */
export interface Codec<T> {
  /** Set where the payload is attributes again, so that its header carries NLA_F_NESTED. */
  readonly nested?: true;
  /**
   * Appends the payload, and answers its length in bytes without the zeros behind it.
   *
   * @throws RangeError when a number does not fit
   */
  write(writer: Writer, value: T): number;
  read(buffer: Buffer, start: number, end: number): T;
}

function fixed<T>(
  size: number,
  write: (writer: Writer, value: T) => number,
  read: (buffer: Buffer, at: number) => T,
): Codec<T> {
  return {
    write,
    read(buffer, start, end) {
      if (end - start < size) throw new ProtocolError(`payload of ${end - start} bytes where ${size} are needed`);
      return read(buffer, start);
    },
  };
}

/** Unsigned integers in host byte order, but for `be16`, which is in network order (ports). */
export const u8 = fixed<number>(
  1,
  (writer, value) => writer.word(checked(value, 0, 0xff), 1),
  (buffer, at) => buffer[at] ?? 0,
);
export const u16 = fixed<number>(2, (writer, value) => writer.word(checked(value, 0, 0xffff), 2), u16At);
export const be16 = fixed<number>(
  2,
  (writer, value) => writer.word((checked(value, 0, 0xffff) >> 8) | ((value & 0xff) << 8), 2),
  (buffer, at) => ((buffer[at] ?? 0) << 8) | (buffer[at + 1] ?? 0),
);
export const u32 = fixed<number>(4, (writer, value) => writer.word(checked(value, 0, 0xffff_ffff)), u32At);
export const s32 = fixed<number>(4, (writer, value) => writer.word(checked(value, -0x8000_0000, 0x7fff_ffff)), s32At);
/** 64-bit counters, exact. */
export const u64 = fixed<bigint>(
  8,
  (writer, value) => {
    if (BigInt.asUintN(64, value) !== value) throw new RangeError(`${value} is not from 0 to 2^64 - 1`);
    return writer.word(Number(value & 0xffff_ffffn)) + writer.word(Number(value >> 32n));
  },
  (buffer, at) => buffer.readBigUInt64LE(at),
);

/** So many bytes as they are. Read as a view on the datagram: copy what outlives it. */
export const bytes = (size: number): Codec<Uint8Array> =>
  fixed<Uint8Array>(
    size,
    (writer, value) => writer.raw(value),
    (buffer, at) => buffer.subarray(at, at + size),
  );

/** Text that ends with a NUL (NLA_NUL_STRING); written in UTF-8, read up to the first NUL. */
export const string: Codec<string> = {
  write(writer, value) {
    if (value.includes('\0')) throw new TypeError('text with a NUL, which would end it');
    return writer.raw(new TextEncoder().encode(`${value}\0`));
  },
  read(buffer, start, end) {
    const nul = buffer.indexOf(0, start);
    return buffer.toString('utf8', start, nul === -1 || nul > end ? end : nul);
  },
};
