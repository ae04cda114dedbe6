import { NLMSG_ALIGNTO } from './uapi.ts';

/**
 * Whole numbers in host byte order, which is little-endian (see `openKernelSocket`), at an offset of received bytes. Buffer's
 * own methods check each offset in a function of Node that makes an array of its arguments; a table is a million such reads, so
 * whoever calls these has checked the bounds of what is read.
 */

export const u16At = (bytes: Uint8Array, at: number): number => byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8);

export const s32At = (bytes: Uint8Array, at: number): number =>
  u16At(bytes, at) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24);

export const u32At = (bytes: Uint8Array, at: number): number => s32At(bytes, at) >>> 0;

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;

/**
 * A number that has to be in a range.
 *
 * @throws RangeError when it is not
 */
export function checked(value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new RangeError(`${value} is not from ${least} to ${most}`);
}

/** A length with the zeros behind it: messages and attributes alike begin at multiples of four bytes. */
export const aligned = (length: number): number => (length + NLMSG_ALIGNTO - 1) & ~(NLMSG_ALIGNTO - 1);
