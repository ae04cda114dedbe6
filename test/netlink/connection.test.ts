import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { u8 } from '../../src/netlink/codec.ts';
import { Connection } from '../../src/netlink/connection.ts';
import { KernelError, ProtocolError, SocketError } from '../../src/netlink/errors.ts';
import type { Writer } from '../../src/netlink/writer.ts';
import { EINTR, ENOENT, ESRCH } from '../errno.ts';
import {
  acknowledge,
  attribute,
  done,
  entry,
  error,
  FakeKernel,
  message,
  oneByOne,
  only,
  type Script,
  u32le,
} from './fake-kernel.ts';
import { dumpOf, enobufs, FAMILY, NLM_F_DUMP, NLM_F_MULTI, read, request, say, written } from './numbers.ts';

const NLM_F_REQUEST = 1;
const NLM_F_DUMP_INTR = 0x10;

/** Cuts messages into datagrams after each one whose flag is set. */
function cut(messages: readonly Buffer[], ends: readonly boolean[]): Buffer[] {
  const datagrams: Buffer[][] = [[]];
  for (const [index, one] of messages.entries()) {
    datagrams.at(-1)?.push(one);
    if (ends[index]) datagrams.push([]);
  }
  return datagrams.map((parts) => Buffer.concat(parts)).filter(({ length }) => length > 0);
}

const answering = describe.each([
  { when: 'at once', kernelOf: (script: Script) => new FakeKernel(script, { prompt: true }) },
  { when: 'later', kernelOf: (script: Script) => new FakeKernel(script) },
]);

answering('Connection.dump, answered $when', ({ kernelOf }) => {
  it('asks with NLM_F_DUMP and reads all entries', async () => {
    const kernel = kernelOf(dumpOf(1, 2, 0xffffffff));
    expect(await new Connection(kernel.open).dump(request, read)).toEqual([1, 2, 0xffffffff]);
    expect(kernel.datagrams).toMatchObject([
      [{ family: 0x20, command: 7, version: 1, flags: NLM_F_REQUEST | NLM_F_DUMP, port: 0 }],
    ]);
  });

  it('reads an empty dump', async () => {
    const kernel = kernelOf(dumpOf());
    expect(await new Connection(kernel.open).dump(request, read)).toEqual([]);
  });

  it('gives the same entries however they are split over datagrams', async () => {
    const values = fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(values, fc.array(fc.boolean(), { maxLength: 31 }), async (numbers, ends) => {
        const kernel = kernelOf((requests) => {
          const to = only(requests);
          return cut([...numbers.map((value) => say(to, value)), done(to)], ends);
        });
        expect(await new Connection(kernel.open).dump(request, read)).toEqual(numbers);
      }),
    );
  });

  it('starts again when any message of it is flagged NLM_F_DUMP_INTR, and forgets what it has read', async () => {
    const scenario = fc.record({
      values: fc.array(fc.nat(), { maxLength: 6 }),
      flagged: fc.nat(),
      ends: fc.array(fc.boolean(), { maxLength: 7 }),
      interruptions: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ values, flagged, ends, interruptions }) => {
        const interrupted: Script = (requests) => {
          const to = only(requests);
          const flags = (index: number) =>
            index === flagged % (values.length + 1) ? NLM_F_MULTI | NLM_F_DUMP_INTR : NLM_F_MULTI;
          const entries = values.map((value, index) => say(to, value, flags(index)));
          return cut([...entries, done(to, { flags: flags(values.length) })], ends);
        };
        const kernel = kernelOf(oneByOne(...new Array<Script>(interruptions).fill(interrupted), dumpOf(7, 8)));
        expect(await new Connection(kernel.open).dump(request, read)).toEqual([7, 8]);
        expect(kernel.datagrams.length).toBe(interruptions + 1);
        expect(kernel.sockets.length).toBe(1);
      }),
    );
  });

  it('gives up with EAGAIN when every attempt is interrupted', async () => {
    const kernel = kernelOf((requests) => [done(only(requests), { flags: NLM_F_MULTI | NLM_F_DUMP_INTR })]);
    const result = new Connection(kernel.open).dump(request, read);
    await expect(result).rejects.toMatchObject({ name: 'SocketError', code: 'EAGAIN' });
    expect(kernel.datagrams.length).toBe(10);
  });

  it.each<[string, Script]>([
    ['NLMSG_ERROR', (requests) => [error(only(requests), ESRCH)]],
    ['NLMSG_DONE', (requests) => [say(only(requests), 1), done(only(requests), { errno: ESRCH })]],
    [
      'NLMSG_DONE that is flagged as interrupted, too',
      (requests) => [done(only(requests), { errno: ESRCH, flags: NLM_F_MULTI | NLM_F_DUMP_INTR })],
    ],
  ])('throws the errno of %s', async (_name, script) => {
    const kernel = kernelOf(script);
    await expect(new Connection(kernel.open).dump(request, read)).rejects.toMatchObject({
      name: 'KernelError',
      errno: ESRCH,
      code: 'ESRCH',
    });
    expect(kernel.datagrams.length).toBe(1);
  });

  it.each<[string, Script]>([
    ['NLMSG_ERROR', (requests) => [say(only(requests), 99), error(only(requests), EINTR)]],
    ['NLMSG_DONE', (requests) => [say(only(requests), 99), done(only(requests), { errno: EINTR })]],
  ])('starts again at EINTR in %s', async (_name, interrupted) => {
    const kernel = kernelOf(oneByOne(interrupted, interrupted, dumpOf(1)));
    expect(await new Connection(kernel.open).dump(request, read)).toEqual([1]);
  });

  it.each<[string, Script]>([
    ['ENOBUFS of the socket', (requests) => [say(only(requests), 99), enobufs(), say(only(requests), 98)]],
    [
      'NLMSG_OVERRUN',
      (requests) => [say(only(requests), 99), message({ type: 4, sequence: 0 }, u32le(0)), say(only(requests), 98)],
    ],
    [
      'late answers that could end it',
      (requests) => [enobufs(), say(only(requests), 98), done(only(requests)), error(only(requests), ESRCH)],
    ],
    ['late failures of the old socket', () => [enobufs(), enobufs(), new SocketError('EBADF', 'late')]],
    ['late garbage of the old socket', (requests) => [enobufs(), Buffer.alloc(3), say(only(requests), 98)]],
  ])('starts again on a new socket after lost answers: %s', async (_name, lossy) => {
    const kernel = kernelOf(oneByOne(lossy, lossy, dumpOf(1, 2)));
    expect(await new Connection(kernel.open, 1000).dump(request, read)).toEqual([1, 2]);
    expect(kernel.sockets).toEqual([{ closed: true }, { closed: true }, { closed: false }]);
  });

  it('gives up with EAGAIN when answers are always lost', async () => {
    const kernel = kernelOf(() => [enobufs()]);
    await expect(new Connection(kernel.open).dump(request, read)).rejects.toMatchObject({ code: 'EAGAIN' });
    expect(kernel.sockets.length).toBe(10);
    expect(kernel.sockets.every(({ closed }) => closed)).toBe(true);
  });

  it.each<[string, Script, object]>([
    ['a truncated datagram', () => [new SocketError('EMSGSIZE', 'cut')], { name: 'SocketError', code: 'EMSGSIZE' }],
    ['a message with a bad length', () => [Buffer.alloc(20)], { name: 'ProtocolError' }],
    [
      'an entry that cannot be read',
      (requests) => [entry(only(requests), [attribute(2, u32le(1))])],
      { name: 'ProtocolError', message: 'number: no attribute value' },
    ],
    [
      'an error without an errno',
      (requests) => [message({ type: 2, sequence: only(requests).sequence }, Buffer.alloc(2))],
      { name: 'ProtocolError', message: 'an error message without an errno' },
    ],
  ])('fails at %s, and works again on a new socket', async (_name, broken, failure) => {
    const kernel = kernelOf(oneByOne(broken, dumpOf(5)));
    const connection = new Connection(kernel.open);
    await expect(connection.dump(request, read)).rejects.toMatchObject(failure);
    expect(await connection.dump(request, read)).toEqual([5]);
    expect(kernel.sockets).toEqual([{ closed: true }, { closed: false }]);
  });

  it('ignores NLMSG_NOOP and sequence numbers that are not its own', async () => {
    const stray: Script = (requests) => {
      const to = only(requests);
      const others = [to.sequence - 1, to.sequence + 1, to.sequence + 2 ** 31, 0xffffffff].map((sequence) => ({
        ...to,
        sequence: sequence >>> 0,
      }));
      return [
        message({ type: 1, sequence: to.sequence }, Buffer.alloc(0)),
        ...others.flatMap((other) => [say(other, 99), done(other), error(other, ESRCH)]),
        say(to, 1),
        ...others.map((other) => done(other)),
        done(to),
      ];
    };
    const connection = new Connection(kernelOf(stray).open);
    expect(await connection.dump(request, read)).toEqual([1]);
    expect(await connection.dump(request, read)).toEqual([1]);
  });

  it('ignores messages after the end', async () => {
    const chatty: Script = (requests) => {
      const to = only(requests);
      return [Buffer.concat([say(to, 1), done(to), say(to, 98)]), say(to, 97), done(to, { errno: ESRCH })];
    };
    const connection = new Connection(kernelOf(chatty).open);
    expect(await connection.dump(request, read)).toEqual([1]);
    expect(await connection.dump(request, read)).toEqual([1]);
  });
});

answering('Connection.get, answered $when', ({ kernelOf }) => {
  it('asks without an ACK of its own and reads the one entry', async () => {
    const kernel = kernelOf((requests) => [say(only(requests), 42, 0), error(only(requests), 0)]);
    expect(await new Connection(kernel.open).get(request, read)).toBe(42);
    expect(only(kernel.datagrams[0] ?? []).flags).toBe(NLM_F_REQUEST);
  });

  it('reads entry and acknowledgement from one datagram', async () => {
    const kernel = kernelOf((requests) => [Buffer.concat([say(only(requests), 42, 0), error(only(requests), 0)])]);
    expect(await new Connection(kernel.open).get(request, read)).toBe(42);
  });

  it('throws the kernel’s errno', async () => {
    const kernel = kernelOf((requests) => [error(only(requests), ENOENT)]);
    await expect(new Connection(kernel.open).get(request, read)).rejects.toThrow(KernelError);
  });

  it('throws ProtocolError at an acknowledgement without an entry', async () => {
    const kernel = kernelOf((requests) => [error(only(requests), 0)]);
    await expect(new Connection(kernel.open).get(request, read)).rejects.toThrow(ProtocolError);
  });

  it('is not repeated: the socket’s failure is the caller’s', async () => {
    const kernel = kernelOf(() => [enobufs()]);
    await expect(new Connection(kernel.open).get(request, read)).rejects.toMatchObject({ code: 'ENOBUFS' });
    expect(kernel.datagrams.length).toBe(1);
  });
});

answering('Connection.apply, answered $when', ({ kernelOf }) => {
  const changes = (count: number): Uint8Array =>
    written(
      Array.from({ length: count }, (_, index) => ({
        ...request,
        body: (writer) => writer.word(index),
      })),
    );

  it.each([1, 127, 128])('sends %i changes in one datagram, none with an ACK of its own', async (count) => {
    const kernel = kernelOf((requests) => acknowledge(requests));
    expect(await new Connection(kernel.open).sendBatch(changes(count), FAMILY)).toEqual(new Map());
    expect(kernel.datagrams.length).toBe(1);
    const sent = kernel.datagrams.flat();
    expect(sent.every(({ family, flags }) => family === FAMILY && flags === NLM_F_REQUEST)).toBe(true);
    expect(sent.map(({ attributes }) => attributes.readUInt32LE())).toEqual([...Array(count).keys()]);
    expect(new Set(sent.map(({ sequence }) => sequence)).size).toBe(count);
  });

  it('ends although the kernel never answers the last change, as it does where that ends with EINTR', async () => {
    const kernel = kernelOf(() => []);
    expect(await new Connection(kernel.open).sendBatch(changes(3), FAMILY)).toEqual(new Map());
  });

  it('gives each error by the index of its change', async () => {
    const errnos = fc.array(fc.constantFrom(0, 1, 2, 3, 17, 22), { minLength: 1, maxLength: 128 });
    const ends = fc.array(fc.boolean(), { maxLength: 128 });
    await fc.assert(
      fc.asyncProperty(errnos, ends, async (answers, splits) => {
        const kernel = kernelOf((requests) => {
          const refuse = new Map(requests.map((_, index) => [index, answers[index] ?? 0]));
          return cut(acknowledge(requests, refuse), splits);
        });
        const failures = await new Connection(kernel.open).sendBatch(changes(answers.length), FAMILY);
        const expected = [...answers.entries()].filter(([, errno]) => errno !== 0);
        expect([...failures].map(([index, { errno }]) => [index, errno])).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it.each<[string, Error, object]>([
    ['ENOBUFS', enobufs(), { name: 'SocketError', code: 'ENOBUFS' }],
    ['a truncated datagram', new SocketError('EMSGSIZE', 'cut'), { name: 'SocketError', code: 'EMSGSIZE' }],
    ['a failed send', new SocketError('EPERM', 'no'), { name: 'SocketError', code: 'EPERM' }],
  ])('never repeats changes after %s', async (_name, failure, expected) => {
    const kernel = kernelOf((requests) => [error(only(requests.slice(0, 1)), ESRCH), failure]);
    await expect(new Connection(kernel.open).sendBatch(changes(100), FAMILY)).rejects.toMatchObject(expected);
    expect(kernel.datagrams.length).toBe(1);
    expect(kernel.sockets).toEqual([{ closed: true }]);
  });

  it('takes no late answer of a failed batch for one to the next', async () => {
    const kernel = kernelOf(
      oneByOne(
        (requests) => [enobufs(), ...acknowledge(requests, new Map(requests.map((_, index) => [index, ESRCH])))],
        (requests) => acknowledge(requests),
      ),
    );
    const connection = new Connection(kernel.open);
    await expect(connection.sendBatch(changes(3), FAMILY)).rejects.toThrow(SocketError);
    expect(await connection.sendBatch(changes(3), FAMILY)).toEqual(new Map());
  });

  it('sends nothing and goes on when a request cannot be written', async () => {
    const kernel = kernelOf((requests) => acknowledge(requests));
    const connection = new Connection(kernel.open);
    const impossible = { ...request, body: (writer: Writer) => u8.write(writer, 256, 'value') };
    await expect(connection.get(impossible, read)).rejects.toThrow(RangeError);
    expect(kernel.datagrams).toEqual([]);
    expect(await connection.sendBatch(changes(1), FAMILY)).toEqual(new Map());
  });
});
