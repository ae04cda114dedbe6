import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Writer } from '../../src/netlink/writer.ts';

const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

describe('Writer', () => {
  it.each([
    ['a number', 0xfedcba98, '98badcfe'],
    ['a small one', 0x1234, '34120000'],
    ['a negative one, as two’s complement', -2, 'feffffff'],
    ['one of more than 32 bits, cut', 2 ** 32 + 5, '05000000'],
  ])('writes the word of %s', (_name, value, hex) => {
    const writer = new Writer(4);
    writer.word(value);
    expect(writer.bytes().toString('hex')).toBe(hex);
  });

  it('answers the size that a number in a word has', () => {
    const writer = new Writer();
    expect([writer.word(1), writer.word(2, 2), writer.word(3, 1)]).toEqual([4, 2, 1]);
    expect(writer.length).toBe(12);
  });

  it('writes over a word', () => {
    const writer = new Writer(4);
    for (const value of [1, 2, 3]) writer.word(value);
    writer.patch(4, 0x01020304);
    expect(writer.bytes().toString('hex')).toBe('010000000403020103000000');
  });

  it.each([
    [0, 0],
    [1, 4],
    [3, 4],
    [4, 4],
    [5, 8],
  ])('fills %i bytes up to %i, and answers the first', (length, filled) => {
    const writer = new Writer(4);
    expect(writer.raw(Buffer.alloc(length, 0xff))).toBe(length);
    expect(writer.bytes().toString('hex')).toBe('ff'.repeat(length) + '00'.repeat(filled - length));
  });

  it('keeps what was written however often it grows', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: 16 }), (parts, words) => {
        const writer = new Writer(4 * words);
        for (const part of parts) writer.raw(part);
        expect(writer.bytes().equals(Buffer.concat(parts.map(padded)))).toBe(true);
      }),
    );
  });
});

describe('a cleared writer', () => {
  it.each([4, 16, 64])('of %i bytes at first fills up with zeros again', (capacity) => {
    const writer = new Writer(capacity);
    writer.raw(new Uint8Array(12).fill(0xff));
    writer.clear();
    expect(writer.length).toBe(0);
    writer.raw(Uint8Array.of(7));
    writer.word(8, 1);
    writer.raw(Uint8Array.of(9, 9));
    expect([...writer.bytes()]).toEqual([7, 0, 0, 0, 8, 0, 0, 0, 9, 9, 0, 0]);
  });

  it('keeps what is before the place it is cleared from', () => {
    const writer = new Writer();
    for (const value of [1, 2, 3]) writer.word(value);
    writer.clear(4);
    writer.word(4);
    expect(writer.bytes().toString('hex')).toBe('0100000004000000');
  });
});
