import type { Buffer } from 'node:buffer';
import { requireInteger, s32At, u16At, u32At } from './bytes.ts';
import { ProtocolError } from './errors.ts';
import type { Writer } from './writer.ts';

/**
 * How the payload of one attribute is written and read.
 *
 * `read` gets the whole datagram and the payload's bounds, so that nothing is copied. Both get the attribute's name for
 * their errors.
 */
export interface Codec<T> {
  /** The attributes inside, where the payload is attributes again: its header then carries NLA_F_NESTED. */
  readonly nested?: AttributeNames | undefined;
  /**
   * Appends the payload.
   *
   * @returns its length in bytes, without padding
   * @throws RangeError when a number does not fit
   * @throws TypeError when a value cannot be written
   */
  write(writer: Writer, value: T, name: string): number;
  /** @throws ProtocolError when the payload is too short or holds a value that is not known */
  read(buffer: Buffer, start: number, end: number, name: string): T;
}

/** Name and codec of the attributes of a set, by their number. */
export interface AttributeNames {
  attribute(type: number): { readonly key: string; readonly codec: Codec<unknown> } | undefined;
}

/** A codec of whole numbers. It writes none that is outside of its range. */
export interface IntegerCodec extends Codec<number> {
  /** The same codec with a narrower range. A number that the kernel sends is read even if it is outside. */
  within(least: number, most: number): IntegerCodec;
}

function integer(
  size: number,
  least: number,
  most: number,
  read: (buffer: Buffer, at: number) => number,
): IntegerCodec {
  return {
    ...fixed<number>(size, (writer, value, name) => writer.word(requireInteger(name, value, least, most), size), read),
    within: (narrowLeast, narrowMost) => integer(size, narrowLeast, narrowMost, read),
  };
}

function fixed<T>(size: number, write: Codec<T>['write'], read: (buffer: Buffer, at: number) => T): Codec<T> {
  return {
    write,
    read(buffer, start, end, name) {
      if (end - start < size) {
        throw new ProtocolError(`${name}: payload of ${end - start} bytes where ${size} are needed`);
      }
      return read(buffer, start);
    },
  };
}

const byteAt = (buffer: Buffer, at: number): number => buffer[at] ?? 0;
const swapped = (value: number): number => (value >> 8) | ((value & 0xff) << 8);

/** Integers in host byte order, except `be16`, which is in network order (ports). */
export const u8 = integer(1, 0, 0xff, byteAt);
export const u16 = integer(2, 0, 0xffff, u16At);
export const be16 = fixed<number>(
  2,
  (writer, value, name) => writer.word(swapped(requireInteger(name, value, 0, 0xffff)), 2),
  (buffer, at) => swapped(u16At(buffer, at)),
);
export const u32 = integer(4, 0, 0xffff_ffff, u32At);
export const s32 = integer(4, -0x8000_0000, 0x7fff_ffff, s32At);
/** 64-bit counters, exact. */
export const u64 = fixed<bigint>(
  8,
  (writer, value, name) => {
    if (BigInt.asUintN(64, value) !== value) throw new RangeError(`${name} is ${value}: not from 0 to 2^64 - 1`);
    return writer.word(Number(value & 0xffff_ffffn)) + writer.word(Number(value >> 32n));
  },
  // Most counters of a table are 0, and each bigint that is made takes memory.
  (buffer, at) => (u32At(buffer, at) === 0 && u32At(buffer, at + 4) === 0 ? 0n : buffer.readBigUInt64LE(at)),
);

/** A fixed number of bytes as they are. Read as a view on the datagram: copy what outlives it. */
export const bytes = (size: number): Codec<Uint8Array> =>
  fixed<Uint8Array>(
    size,
    (writer, value) => writer.raw(value),
    (buffer, at) => buffer.subarray(at, at + size),
  );

/** Text that ends with a NUL (NLA_NUL_STRING): written in UTF-8, read up to the first NUL. */
export const string: Codec<string> = {
  write(writer, value, name) {
    if (value.includes('\0')) throw new TypeError(`${name} holds a NUL, which would end it`);
    return writer.raw(new TextEncoder().encode(`${value}\0`));
  },
  read(buffer, start, end) {
    const nul = buffer.indexOf(0, start);
    return buffer.toString('utf8', start, nul === -1 || nul > end ? end : nul);
  },
};
