import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { observedDestinationMessages } from '../../../src/ipvs/wire/messages.ts';
import { attribute, u32le, u64le } from '../../netlink/fake-kernel.ts';

const MAX32 = 0xffffffff;
const MAX64 = 2n ** 64n - 1n;

/** IPVS_STATS_ATTR_* 1 to 10 in turn: old attributes have 64 bits for the bytes (4 and 5) only. */
const stats32 = Array.from({ length: 10 }, (_, index) =>
  attribute(index + 1, index === 3 || index === 4 ? u64le(MAX64 - BigInt(index)) : u32le(MAX32 - index)),
);
const stats64 = Array.from({ length: 10 }, (_, index) => attribute(index + 1, u64le(MAX64 - BigInt(index))));

const names = [
  'connections',
  'inPackets',
  'outPackets',
  'inBytes',
  'outBytes',
  'connectionRate',
  'inPacketRate',
  'outPacketRate',
  'inByteRate',
  'outByteRate',
];
const expected64 = Object.fromEntries(names.map((name, index) => [name, MAX64 - BigInt(index)]));
const expected32 = Object.fromEntries(
  names.map((name, index) => [name, name.endsWith('Bytes') ? MAX64 - BigInt(index) : BigInt(MAX32 - index)]),
);

/** A real server's message with these statistics: attribute 10, and 12 for those of 64 bits. */
const message = (...statistics: readonly Buffer[]): Buffer =>
  attribute(
    2 | 0x8000,
    attribute(1, Buffer.alloc(16)),
    attribute(2, Buffer.alloc(2)),
    ...[3, 4, 5, 6, 7, 8, 9].map((type) => attribute(type, u32le(0))),
    ...statistics,
  );

function read(...statistics: readonly Buffer[]) {
  const bytes = message(...statistics);
  return observedDestinationMessages.ipv4.withStats.decode(bytes, 0, bytes.length).destination.stats;
}

describe('Statistics', () => {
  it('come from the 64-bit attribute where there is one', () => {
    expect(read(attribute(10, ...stats32), attribute(12, ...stats64))).toEqual(expected64);
  });

  it('come from the old attribute of kernels before 4.1', () => {
    expect(read(attribute(10, ...stats32))).toEqual(expected32);
  });

  it('are absent where there are none', () => {
    expect(read()).toBeUndefined();
  });

  it('are not read by a listing that did not ask for them', () => {
    const bytes = message(attribute(10, ...stats32), attribute(12, ...stats64));
    const { destination } = observedDestinationMessages.ipv4.plain.decode(bytes, 0, bytes.length);
    expect(destination).not.toHaveProperty('stats');
    expect(destination).not.toHaveProperty('stats64');
  });
});
