import { NLMSG_ALIGNTO } from './uapi.ts';

/**
 * Unchecked reads of whole numbers in host byte order, which is little-endian (see `kernelSocket`). Buffer's own
 * readers check every offset and allocate while doing so, which is too slow for the million reads of a large table: the
 * caller checks the bounds.
 */

export const u16At = (bytes: Uint8Array, at: number): number => byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8);

export const s32At = (bytes: Uint8Array, at: number): number =>
  u16At(bytes, at) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24);

export const u32At = (bytes: Uint8Array, at: number): number => s32At(bytes, at) >>> 0;

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;

/**
 * Returns a number that is whole and in a range.
 *
 * @param name what the number is, for the error: `weight`
 * @throws RangeError when it is not
 */
export function requireInteger(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most && value % 1 === 0) return value;
  throw new RangeError(`${name} is ${value}: not a whole number from ${least} to ${most}`);
}

/** A length padded to the next multiple of four: messages and attributes alike begin at one. */
export const aligned = (length: number): number => (length + NLMSG_ALIGNTO - 1) & ~(NLMSG_ALIGNTO - 1);
