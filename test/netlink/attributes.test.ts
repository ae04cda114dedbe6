import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AttributeSet, nested, optional, required, type ValuesOf } from '../../src/netlink/attributes.ts';
import { be16, bytes, s32, string, u8, u16, u32, u64 } from '../../src/netlink/codec.ts';
import { ProtocolError } from '../../src/netlink/errors.ts';
import { Writer } from '../../src/netlink/writer.ts';
import { attribute, u16be, u16le, u32le } from './fake-kernel.ts';

const inner = new AttributeSet('inner', { id: required(1, u32), name: optional(2, string) });
const outer = new AttributeSet('outer', {
  port: required(4, be16),
  small: optional(1, u8),
  medium: optional(2, u16),
  signed: optional(7, s32),
  large: optional(9, u64),
  text: optional(11, string),
  raw: optional(12, bytes(5)),
  inner: optional(300, nested(inner)),
});
type Outer = ValuesOf<typeof outer>;

/** Numbers that the table of `outer` does not have. */
const unknownType = fc.integer({ min: 0, max: 0x3fff }).filter((type) => ![1, 2, 4, 7, 9, 11, 12, 300].includes(type));
const unknown = fc
  .tuple(unknownType, fc.uint8Array({ maxLength: 9 }))
  .map(([type, payload]) => attribute(type, payload));
const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => !value.includes('\0'));
const values: fc.Arbitrary<Outer> = fc.record(
  {
    port: fc.integer({ min: 0, max: 0xffff }),
    small: fc.integer({ min: 0, max: 0xff }),
    medium: fc.integer({ min: 0, max: 0xffff }),
    signed: fc.integer(),
    large: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    text,
    raw: fc.uint8Array({ minLength: 5, maxLength: 5 }),
    inner: fc.record({ id: fc.integer({ min: 0, max: 0xffffffff }), name: text }, { requiredKeys: ['id'] }),
  },
  { requiredKeys: ['port'] },
);

function encode(value: Outer): Buffer {
  const writer = new Writer(4);
  outer.encode(writer, value);
  return writer.bytes();
}

const decode = (payload: Buffer): Outer => outer.decode(payload, 0, payload.length);

/** Bytes compare equal whatever class of array they are in. */
const comparable = ({ raw, ...rest }: Outer) => ({ ...rest, raw: raw === undefined ? undefined : [...raw] });

/** The attributes of a run one by one, padding included. */
function split(run: Buffer): Buffer[] {
  const attributes: Buffer[] = [];
  for (let at = 0; at < run.length; ) {
    const end = at + ((run.readUInt16LE(at) + 3) & ~3);
    attributes.push(run.subarray(at, end));
    at = end;
  }
  return attributes;
}

describe('AttributeSet', () => {
  it('decodes whatever it encodes', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(comparable(decode(encode(value)))).toEqual(comparable(value));
      }),
    );
  });

  it('decodes attributes in any order, between any that it does not know', () => {
    const shuffled = fc.tuple(values, fc.array(unknown)).chain(([value, others]) => {
      const run = [...split(encode(value)), ...others];
      return fc.tuple(
        fc.constant(value),
        fc.shuffledSubarray(run, { minLength: run.length }).map((parts) => Buffer.concat(parts)),
      );
    });
    fc.assert(
      fc.property(shuffled, ([value, payload]) => {
        expect(comparable(decode(payload))).toEqual(comparable(value));
      }),
    );
  });

  it('decodes at an offset of a datagram and stops at the end it is given', () => {
    const payload = encode({ port: 80, small: 7 });
    const behind = encode({ port: 443, medium: 1 });
    const datagram = Buffer.concat([Buffer.alloc(5, 0xff), payload, behind]);
    expect(outer.decode(datagram, 5, 5 + payload.length)).toEqual({ port: 80, small: 7 });
  });

  it('writes in the order of the table, padded, nested sets flagged', () => {
    expect(encode({ inner: { id: 1, name: 'ab' }, small: 7, port: 80 }).toString('hex')).toBe(
      ['0600040000500000', '0500010007000000', '14002c81', '0800010001000000', '0700020061620000'].join(''),
    );
  });

  it('writes nothing for what is undefined', () => {
    expect(encode({ port: 1, small: undefined, inner: undefined }).toString('hex')).toBe('0600040000010000');
  });

  it.each([
    ['none', 0],
    ['NLA_F_NESTED', 0x8000],
    ['NLA_F_NET_BYTEORDER', 0x4000],
    ['both', 0xc000],
  ])('masks the flag bits of a type: %s', (_name, bits) => {
    const payload = Buffer.concat([
      attribute(4 | bits, u16be(80)),
      attribute(300 | bits, attribute(1 | bits, u32le(0xffffffff))),
    ]);
    expect(decode(payload)).toEqual({ port: 80, inner: { id: 0xffffffff } });
  });

  it('takes the last of an attribute that comes twice', () => {
    expect(decode(Buffer.concat([attribute(4, u16be(1)), attribute(4, u16be(2))]))).toEqual({ port: 2 });
  });

  it('does without the padding of the last attribute', () => {
    expect(decode(Buffer.from('06000400005000', 'hex').subarray(0, 6))).toEqual({ port: 80 });
  });

  it.each<[string, Buffer, RegExp]>([
    ['a length of 0', Buffer.from('0000040000500000', 'hex'), /^outer: attribute of 0 bytes where 8 are left$/],
    ['a length below the header’s', Buffer.from('0300040000500000', 'hex'), /attribute of 3 bytes where 8/],
    ['a length behind the end', Buffer.from('0900040000500000', 'hex'), /attribute of 9 bytes where 8/],
    ['a length of 65535', Buffer.from('ffff040000500000', 'hex'), /attribute of 65535 bytes where 8/],
    ['a payload too short', attribute(4, Uint8Array.of(1)), /payload of 1 bytes where 2 are needed/],
    ['a nested length that does not fit', attribute(300, u16le(12), u16le(1), u32le(1)), /^inner: attribute of 12/],
    ['no required attribute', attribute(1, Uint8Array.of(1)), /^outer: no attribute port$/],
    ['no attribute at all', Buffer.alloc(0), /^outer: no attribute port$/],
    [
      'no required nested attribute',
      Buffer.concat([attribute(4, u16be(1)), attribute(300)]),
      /^inner: no attribute id$/,
    ],
  ])('throws ProtocolError at %s', (_name, payload, wording) => {
    expect(() => decode(payload)).toThrow(ProtocolError);
    expect(() => decode(payload)).toThrow(wording);
  });

  it('throws ProtocolError at any prefix that cuts an attribute', () => {
    fc.assert(
      fc.property(values, fc.nat(), (value, cut) => {
        const payload = encode(value);
        const run = split(payload);
        const end = cut % payload.length;
        let at = 0;
        let inside = false;
        for (const part of run) {
          // Less than a header left over is ignored, as the kernel does; and the padding may be missing.
          if (end >= at + 4 && end < at + part.readUInt16LE(0)) inside = true;
          at += part.length;
        }
        fc.pre(inside);
        expect(() => outer.decode(payload, 0, end)).toThrow(ProtocolError);
      }),
    );
  });

  it('meets garbage with a value or a ProtocolError', () => {
    const sizes = fc.integer({ min: 0, max: 12 });
    const plausible = fc
      .array(fc.tuple(sizes, fc.integer({ min: 0, max: 13 }), fc.uint8Array({ maxLength: 12 })))
      .map((parts) => Buffer.concat(parts.flatMap(([size, type, payload]) => [u16le(size), u16le(type), payload])));
    const garbage = fc.oneof(fc.uint8Array({ maxLength: 80 }).map(Buffer.from), plausible);
    fc.assert(
      fc.property(garbage, (payload) => {
        try {
          decode(payload);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses garbage by random changes of good bytes in the same way', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(values, fc.array(change, { maxLength: 4 }), (value, changes) => {
        const payload = encode(value);
        for (const [at, byte] of changes) payload[at % payload.length] = byte;
        try {
          decode(payload);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });
});
