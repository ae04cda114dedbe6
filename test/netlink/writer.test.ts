import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Writer } from '../../src/netlink/writer.ts';

const written = (write: (writer: Writer) => void): string => {
  const writer = new Writer(1);
  write(writer);
  return writer.bytes().toString('hex');
};

describe('Writer', () => {
  it.each<[string, (writer: Writer) => void, string]>([
    ['u8', (writer) => writer.u8(0xfe), 'fe'],
    ['u16', (writer) => writer.u16(0x1234), '3412'],
    ['u16be', (writer) => writer.u16be(0x1234), '1234'],
    ['u32', (writer) => writer.u32(0xfedcba98), '98badcfe'],
    ['s32', (writer) => writer.s32(-2), 'feffffff'],
    ['u64', (writer) => writer.u64(0xfedcba9876543210n), '1032547698badcfe'],
    ['raw', (writer) => writer.raw(Uint8Array.of(1, 2, 3)), '010203'],
    ['reserve', (writer) => writer.reserve(3), '000000'],
  ])('writes %s', (_name, write, hex) => {
    expect(written(write)).toBe(hex);
  });

  it('answers where a reserved place starts, and patches it', () => {
    const writer = new Writer(1);
    writer.u8(0xaa);
    const at = writer.reserve(6);
    writer.u8(0xbb);
    writer.patchU16(at, 0x0102);
    writer.patchU32(at + 2, 0x03040506);
    expect(at).toBe(1);
    expect(writer.length).toBe(8);
    expect(writer.bytes().toString('hex')).toBe('aa020106050403bb');
  });

  it.each([
    [0, 0],
    [1, 4],
    [3, 4],
    [4, 4],
    [5, 8],
  ])('aligns %i bytes to %i', (length, aligned) => {
    const writer = new Writer(1);
    writer.raw(Buffer.alloc(length, 0xff));
    writer.align(4);
    expect(writer.bytes().toString('hex')).toBe('ff'.repeat(length) + '00'.repeat(aligned - length));
  });

  it('keeps what was written however often it grows', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: 64 }), (parts, capacity) => {
        const writer = new Writer(capacity);
        for (const part of parts) writer.raw(part);
        expect(writer.bytes().equals(Buffer.concat(parts))).toBe(true);
      }),
    );
  });

  it('reserves zeros also where the buffer has grown', () => {
    const writer = new Writer(2);
    writer.u16(0xffff);
    writer.reserve(100);
    expect(writer.bytes().toString('hex')).toBe(`ffff${'00'.repeat(100)}`);
  });

  it.each<[string, (writer: Writer) => void]>([
    ['u8 of 256', (writer) => writer.u8(256)],
    ['u16 of 65536', (writer) => writer.u16(65536)],
    ['u16be of -1', (writer) => writer.u16be(-1)],
    ['u32 of 2^32', (writer) => writer.u32(2 ** 32)],
    ['s32 of 2^31', (writer) => writer.s32(2 ** 31)],
    ['u64 of 2^64', (writer) => writer.u64(2n ** 64n)],
  ])('refuses %s instead of cutting it', (_name, write) => {
    expect(() => write(new Writer())).toThrow(RangeError);
  });
});

describe('a cleared writer', () => {
  it.each([1, 4, 64])('of %i bytes at first reserves zeros again', (capacity) => {
    const writer = new Writer(capacity);
    writer.raw(new Uint8Array(10).fill(0xff));
    writer.clear();
    expect(writer.length).toBe(0);
    writer.reserve(3);
    writer.u8(7);
    writer.align(4);
    writer.reserve(100);
    expect([...writer.bytes()]).toEqual([0, 0, 0, 7, ...new Array<number>(100).fill(0)]);
  });
});
