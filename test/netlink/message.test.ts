import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../src/netlink/errors.ts';
import { type Message, messageAt, writeHeader, writeNumbered, writeRequest } from '../../src/netlink/message.ts';
import { Writer } from '../../src/netlink/writer.ts';
import { message } from './fake-kernel.ts';

interface Plain {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly payload: string;
}

/** The messages of a datagram that lies at the beginning of a longer buffer with something else behind. */
function* messagesOf(datagram: Buffer): Generator<Message> {
  const buffer = Buffer.concat([datagram, Buffer.alloc(64, 0xee)]);
  for (let at = 0; at < datagram.length; ) {
    const next = messageAt(buffer, at, datagram.length);
    yield next;
    at = next.next;
  }
}

function read(datagram: Buffer): Plain[] {
  return Array.from(messagesOf(datagram), ({ type, flags, sequence, buffer, start, end }) => ({
    type,
    flags,
    sequence,
    payload: buffer.toString('hex', start, end),
  }));
}

const plain: fc.Arbitrary<Plain> = fc.record({
  type: fc.integer({ min: 0, max: 0xffff }),
  flags: fc.integer({ min: 0, max: 0xffff }),
  sequence: fc.integer({ min: 0, max: 0xffffffff }),
  payload: fc.uint8Array({ maxLength: 30 }).map((payload) => Buffer.from(payload).toString('hex')),
});

const toBytes = ({ payload, ...header }: Plain): Buffer => message(header, Buffer.from(payload, 'hex'));

describe('messageAt', () => {
  it('reads every message of a datagram, whatever its padding', () => {
    fc.assert(
      fc.property(fc.array(plain), (messages) => {
        expect(read(Buffer.concat(messages.map(toBytes)))).toEqual(messages);
      }),
    );
  });

  it('reads a last message without its padding', () => {
    const one: Plain = { type: 16, flags: 0, sequence: 1, payload: '0102030405' };
    expect(read(Buffer.concat([toBytes(one), toBytes(one).subarray(0, 21)]))).toEqual([one, one]);
  });

  it('reads nothing from nothing', () => {
    expect(read(Buffer.alloc(0))).toEqual([]);
  });

  it.each<[string, Buffer, RegExp]>([
    ['less than a header', Buffer.alloc(15), /15 bytes where a message header needs 16/],
    ['a length of 0', message({ type: 1, sequence: 1, length: 0 }, Buffer.alloc(4)), /message of 0 bytes where 20/],
    ['a length below the header’s', message({ type: 1, sequence: 1, length: 15 }, Buffer.alloc(4)), /of 15 bytes/],
    ['a length behind the end', message({ type: 1, sequence: 1, length: 21 }, Buffer.alloc(4)), /21 bytes where 20/],
    ['a length of 2^32-1', message({ type: 1, sequence: 1, length: 0xffffffff }, Buffer.alloc(4)), /4294967295/],
  ])('throws ProtocolError at %s', (_name, bytes, wording) => {
    expect(() => read(bytes)).toThrow(ProtocolError);
    expect(() => read(bytes)).toThrow(wording);
  });

  it('reads the messages before a broken one', () => {
    const good: Plain = { type: 20, flags: 2, sequence: 9, payload: '01' };
    const messages = messagesOf(Buffer.concat([toBytes(good), Buffer.alloc(8)]));
    expect(messages.next().value).toMatchObject({ type: 20, sequence: 9 });
    expect(() => messages.next()).toThrow(ProtocolError);
  });

  it('meets garbage with messages or a ProtocolError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          read(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('writeRequest', () => {
  it('writes both headers, and patches the length', () => {
    const writer = new Writer(4);
    const request = { family: 0x1c, command: 5, version: 1, body: (body: Writer) => body.raw(Uint8Array.of(1, 2, 3)) };
    writeRequest(writer, request, 0x0304, 0xfffffffe);
    expect(writer.bytes().toString('hex')).toBe(
      // length, type, flags, sequence, port; command, version, reserved; payload and what fills its word
      ['18000000', '1c00', '0503', 'feffffff', '00000000', '05', '01', '0000', '010203', '00'].join(''),
    );
  });

  it('begins a second request behind the first', () => {
    const writer = new Writer();
    writeRequest(writer, { family: 1, command: 2, version: 3, body: (body) => body.word(1) });
    writeRequest(writer, { family: 4, command: 5, version: 6 }, 0, 2);
    const [first, second] = read(writer.bytes());
    expect(first).toEqual({ type: 1, flags: 1, sequence: 0, payload: '0203000001000000' });
    expect(second).toEqual({ type: 4, flags: 1, sequence: 2, payload: '05060000' });
    expect(writer.length).toBe(24 + 20);
  });

  it('gives what was written its family and numbers, up to the end of the numbers', () => {
    const requests = new Writer();
    for (const size of [1, 0, 8]) {
      writeRequest(requests, { family: 0, command: 2, version: 3, body: (body) => body.raw(new Uint8Array(size)) });
    }
    const writer = new Writer();
    writeHeader(writer, 1, 0, 9);
    expect(writeNumbered(writer, requests.bytes(), 28, 0xffff_fffe)).toBe(3);
    const messages = read(writer.bytes());
    expect(messages.map(({ sequence }) => sequence)).toEqual([9, 0xffff_fffe, 0xffff_ffff, 0]);
    expect(messages.map(({ type }) => type)).toEqual([1, 28, 28, 28]);
  });
});
