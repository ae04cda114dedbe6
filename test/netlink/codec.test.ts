import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { be16, bytes, type Codec, s32, string, u8, u16, u32, u64 } from '../../src/netlink/codec.ts';
import { ProtocolError } from '../../src/netlink/errors.ts';
import { Writer } from '../../src/netlink/writer.ts';

/** The payload, without padding. */
function encode<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new Writer(4);
  const length = codec.write(writer, value, 'value');
  expect(
    writer
      .bytes()
      .subarray(length)
      .every((byte) => byte === 0),
  ).toBe(true);
  expect(writer.length - length).toBeLessThan(4);
  return writer.bytes().subarray(0, length);
}

/** Writes a value, and reads it back from the middle of other bytes. */
function roundTrip<T>(codec: Codec<T>, value: T): T {
  const payload = encode(codec, value);
  const datagram = Buffer.concat([Buffer.alloc(3, 0xa5), payload, Buffer.alloc(5, 0xa5)]);
  return codec.read(datagram, 3, 3 + payload.length, 'value');
}

function itRoundTrips<T>(name: string, codec: Codec<T>, values: fc.Arbitrary<T>, extremes: readonly T[]): void {
  it(`reads every ${name} that it writes`, () => {
    const examples = extremes.map((value): [T] => [value]);
    fc.assert(
      fc.property(values, (value) => {
        expect(roundTrip(codec, value)).toStrictEqual(value);
      }),
      { examples },
    );
  });
}

describe('codecs', () => {
  itRoundTrips('u8', u8, fc.integer({ min: 0, max: 0xff }), [0, 0xff]);
  itRoundTrips('u16', u16, fc.integer({ min: 0, max: 0xffff }), [0, 0x8000, 0xffff]);
  itRoundTrips('be16', be16, fc.integer({ min: 0, max: 0xffff }), [0, 0x8000, 0xffff]);
  itRoundTrips('u32', u32, fc.integer({ min: 0, max: 0xffffffff }), [0, 0x7fffffff, 0x80000000, 0xffffffff]);
  itRoundTrips('s32', s32, fc.integer(), [0, -1, -(2 ** 31), 2 ** 31 - 1]);
  itRoundTrips('u64', u64, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), [
    0n,
    2n ** 53n + 1n,
    2n ** 63n,
    2n ** 64n - 1n,
  ]);
  itRoundTrips(
    'string without NUL',
    string,
    fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
    ['', 'wlc', 'größe', '負荷分散', '🐧'],
  );

  it('reads the bytes that it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (value) => {
        expect(Uint8Array.from(roundTrip(bytes(value.length), value))).toStrictEqual(value);
      }),
    );
  });

  it.each<[string, Buffer, string]>([
    ['u16 in host order', encode(u16, 0x0102), '0201'],
    ['be16 in network order', encode(be16, 80), '0050'],
    ['be16 over 255 in network order', encode(be16, 8080), '1f90'],
    ['u32 in host order', encode(u32, 0xfffffffe), 'feffffff'],
    ['s32 as two’s complement', encode(s32, -1), 'ffffffff'],
    ['u64 in host order', encode(u64, 0x0102030405060708n), '0807060504030201'],
    ['a string with its NUL', encode(string, 'rr'), '727200'],
    ['a string in UTF-8', encode(string, 'ö'), 'c3b600'],
    ['bytes as they are', encode(bytes(3), Uint8Array.of(1, 0, 255)), '0100ff'],
  ])('writes %s', (_name, payload, hex) => {
    expect(payload.toString('hex')).toBe(hex);
  });

  it.each<[string, () => void]>([
    ['u8 of 256', () => encode(u8, 256)],
    ['u16 of 65536', () => encode(u16, 65536)],
    ['be16 of -1', () => encode(be16, -1)],
    ['be16 of 65536', () => encode(be16, 65536)],
    ['u32 of 2^32', () => encode(u32, 2 ** 32)],
    ['u32 of NaN', () => encode(u32, Number.NaN)],
    ['s32 of 2^31', () => encode(s32, 2 ** 31)],
    ['u64 of 2^64', () => encode(u64, 2n ** 64n)],
    ['u64 of -1', () => encode(u64, -1n)],
    ['u8 of 1.5', () => encode(u8, 1.5)],
    ['be16 of infinity', () => encode(be16, Number.POSITIVE_INFINITY)],
    ['s32 of -1 within 0 to 9', () => encode(s32.within(0, 9), -1)],
    ['u32 of 10 within 0 to 9', () => encode(u32.within(0, 9), 10)],
  ])('refuses %s instead of cutting it', (_name, write) => {
    expect(write).toThrow(RangeError);
  });

  it('names the number that it refuses', () => {
    expect(() => s32.within(0, 9).write(new Writer(), 10, 'weight')).toThrow(
      new RangeError('weight is 10: not a whole number from 0 to 9'),
    );
  });

  it('reads a number outside of the range that it writes', () => {
    expect(s32.within(0, 9).read(encode(s32, -1), 0, 4, 'weight')).toBe(-1);
  });

  it.each<[string, Codec<unknown>, number]>([
    ['u8', u8, 1],
    ['u16', u16, 2],
    ['be16', be16, 2],
    ['u32', u32, 4],
    ['s32', s32, 4],
    ['u64', u64, 8],
    ['bytes(16)', bytes(16), 16],
  ])('%s does not read behind a payload that is too short', (_name, codec, size) => {
    const datagram = Buffer.alloc(32, 0xff);
    for (let length = 0; length < size; length++) {
      expect(() => codec.read(datagram, 8, 8 + length, 'value')).toThrow(ProtocolError);
    }
    expect(() => codec.read(datagram, 8, 8 + size, 'value')).not.toThrow();
  });

  it.each([
    ['up to its NUL', 'rr\0', 'rr'],
    ['up to the first NUL of a fixed-size field', 'rr\0\0\0x\0', 'rr'],
    ['to the end where there is no NUL', 'rr', 'rr'],
    ['empty', '', ''],
  ])('reads a string %s', (_name, payload, text) => {
    const datagram = Buffer.from(`ab${payload}behind\0`);
    expect(string.read(datagram, 2, 2 + payload.length, 'name')).toBe(text);
  });
});
