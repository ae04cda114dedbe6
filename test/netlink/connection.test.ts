import { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AttributeSet, required } from '../../src/netlink/attributes.ts';
import { u8, u32 } from '../../src/netlink/codec.ts';
import { Connection, DEFAULT_TIMEOUT } from '../../src/netlink/connection.ts';
import { KernelError, ProtocolError, SocketError } from '../../src/netlink/errors.ts';
import { readAttributes } from '../../src/netlink/family.ts';
import { type Message, type Request, writeRequest } from '../../src/netlink/message.ts';
import type { Transport, TransportEvents } from '../../src/netlink/transport.ts';
import { Writer } from '../../src/netlink/writer.ts';
import { EINTR, ENOENT, ESRCH } from '../errno.ts';
import {
  acknowledge,
  attribute,
  done,
  entry,
  error,
  FakeKernel,
  inTurn,
  message,
  only,
  type Script,
  type SeenRequest,
  u32le,
} from './fake-kernel.ts';

const NLM_F_REQUEST = 1;
const NLM_F_DUMP = 0x300;
const NLM_F_DUMP_INTR = 0x10;
const NLM_F_MULTI = 2;

const number = readAttributes(new AttributeSet('number', { value: required(1, u32) }));
const read = (received: Message): number => number(received).value;
const FAMILY = 0x20;
const request: Request = { family: FAMILY, command: 7, version: 1 };

/** An entry that says a number. */
const say = (to: SeenRequest, value: number, flags = NLM_F_MULTI): Buffer =>
  entry(to, [attribute(1, u32le(value))], flags);

/** A dump of numbers, each in a datagram of its own. */
const dumpOf =
  (...values: readonly number[]): Script =>
  (requests) => [...values.map((value) => say(only(requests), value)), done(only(requests))];

const enobufs = (): SocketError => new SocketError('ENOBUFS', 'the queue is full');

/** Cuts messages into datagrams behind each one whose flag is set. */
function cut(messages: readonly Buffer[], ends: readonly boolean[]): Buffer[] {
  const datagrams: Buffer[][] = [[]];
  for (const [index, one] of messages.entries()) {
    datagrams.at(-1)?.push(one);
    if (ends[index]) datagrams.push([]);
  }
  return datagrams.map((parts) => Buffer.concat(parts)).filter(({ length }) => length > 0);
}

/** Runs what waits for nothing but turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
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

  it('begins anew when any message of it is flagged NLM_F_DUMP_INTR, and forgets what it has read', async () => {
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
        const kernel = kernelOf(inTurn(...new Array<Script>(interruptions).fill(interrupted), dumpOf(7, 8)));
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
  ])('begins anew at EINTR in %s', async (_name, interrupted) => {
    const kernel = kernelOf(inTurn(interrupted, interrupted, dumpOf(1)));
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
  ])('begins anew on a new socket after lost answers: %s', async (_name, lossy) => {
    const kernel = kernelOf(inTurn(lossy, lossy, dumpOf(1, 2)));
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
    const kernel = kernelOf(inTurn(broken, dumpOf(5)));
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

  it('ignores what comes behind the end', async () => {
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

  it('does not begin anew: the socket’s failure is the caller’s', async () => {
    const kernel = kernelOf(() => [enobufs()]);
    await expect(new Connection(kernel.open).get(request, read)).rejects.toMatchObject({ code: 'ENOBUFS' });
    expect(kernel.datagrams.length).toBe(1);
  });
});

/** Requests as `apply` takes them. */
function written(requests: readonly Request[]): Uint8Array {
  const writer = new Writer();
  for (const one of requests) writeRequest(writer, one);
  return writer.bytes();
}

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
    expect(await new Connection(kernel.open).apply(changes(count), FAMILY)).toEqual(new Map());
    expect(kernel.datagrams.length).toBe(1);
    const sent = kernel.datagrams.flat();
    expect(sent.every(({ family, flags }) => family === FAMILY && flags === NLM_F_REQUEST)).toBe(true);
    expect(sent.map(({ attributes }) => attributes.readUInt32LE())).toEqual([...Array(count).keys()]);
    expect(new Set(sent.map(({ sequence }) => sequence)).size).toBe(count);
  });

  it('ends although the kernel never answers the last change, as it does where that ends with EINTR', async () => {
    const kernel = kernelOf(() => []);
    expect(await new Connection(kernel.open).apply(changes(3), FAMILY)).toEqual(new Map());
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
        const failures = await new Connection(kernel.open).apply(changes(answers.length), FAMILY);
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
    await expect(new Connection(kernel.open).apply(changes(100), FAMILY)).rejects.toMatchObject(expected);
    expect(kernel.datagrams.length).toBe(1);
    expect(kernel.sockets).toEqual([{ closed: true }]);
  });

  it('takes no late answer of a failed batch for one to the next', async () => {
    const kernel = kernelOf(
      inTurn(
        (requests) => [enobufs(), ...acknowledge(requests, new Map(requests.map((_, index) => [index, ESRCH])))],
        (requests) => acknowledge(requests),
      ),
    );
    const connection = new Connection(kernel.open);
    await expect(connection.apply(changes(3), FAMILY)).rejects.toThrow(SocketError);
    expect(await connection.apply(changes(3), FAMILY)).toEqual(new Map());
  });

  it('sends nothing and goes on when a request cannot be written', async () => {
    const kernel = kernelOf((requests) => acknowledge(requests));
    const connection = new Connection(kernel.open);
    const impossible = { ...request, body: (writer: Writer) => u8.write(writer, 256, 'value') };
    await expect(connection.get(impossible, read)).rejects.toThrow(RangeError);
    expect(kernel.datagrams).toEqual([]);
    expect(await connection.apply(changes(1), FAMILY)).toEqual(new Map());
  });
});

describe('Connection', () => {
  it('runs calls one after the other, in the order they were made', async () => {
    const kernel = new FakeKernel((requests) => {
      const [first] = requests;
      if (first === undefined) return [];
      if (first.flags & NLM_F_DUMP) return dumpOf(first.sequence, first.sequence)(requests, 0);
      return first.command === 1 ? [say(first, first.sequence), error(first, 0)] : acknowledge(requests);
    });
    const connection = new Connection(kernel.open);
    const results = await Promise.all([
      connection.dump(request, read),
      connection.get({ ...request, command: 1 }, read),
      connection.apply(written([request, request, request]), FAMILY),
      connection.dump(request, read),
    ]);
    expect(results).toEqual([[1, 1], 2, new Map(), [8, 8]]);
    expect(kernel.overlaps).toBe(0);
    expect(kernel.sockets).toEqual([{ closed: false }]);
  });

  it('keeps neither the stack nor the event loop busy when all is answered at once', async () => {
    const connection = new Connection(new FakeKernel(dumpOf(1), { prompt: true }).open);
    await connection.dump(request, read);
    let over = 0;
    let seen: number | undefined;
    const all = Array.from({ length: 20_000 }, () => connection.dump(request, read).then(() => (over += 1)));
    setImmediate(() => (seen = over));
    await Promise.all(all);
    expect(over).toBe(20_000);
    expect(seen).toBeLessThan(20_000);
  });

  it('runs the calls behind a failed one', async () => {
    const kernel = new FakeKernel(inTurn(() => [new SocketError('EIO', 'once')], dumpOf(1)));
    const connection = new Connection(kernel.open);
    const [first, second] = await Promise.allSettled([connection.dump(request, read), connection.dump(request, read)]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'EIO' } });
    expect(second).toEqual({ status: 'fulfilled', value: [1] });
  });

  it('can be opened again after an open that failed', async () => {
    const kernel = new FakeKernel(dumpOf(1));
    let attempts = 0;
    const connection = new Connection((events) =>
      ++attempts === 1 ? Promise.reject(new SocketError('EMFILE', 'once')) : kernel.open(events),
    );
    await expect(connection.dump(request, read)).rejects.toMatchObject({ code: 'EMFILE' });
    expect(await connection.dump(request, read)).toEqual([1]);
  });

  it('fails when send throws, and works again on a new socket', async () => {
    const kernel = new FakeKernel(dumpOf(1));
    let sockets = 0;
    let closed = 0;
    const connection = new Connection(async (events) => {
      const transport = await kernel.open(events);
      if (++sockets > 1) return transport;
      const send = (): void => {
        throw new SocketError('EACCES', 'once');
      };
      return { ...transport, send, close: () => closed++ };
    });
    await expect(connection.dump(request, read)).rejects.toMatchObject({ code: 'EACCES' });
    expect(await connection.dump(request, read)).toEqual([1]);
    expect({ sockets, closed }).toEqual({ sockets: 2, closed: 1 });
  });

  it('rejects a request under way with ECANCELED when it is closed, and later ones too', async () => {
    const kernel = new FakeKernel(() => []);
    const connection = new Connection(kernel.open);
    const underWay = connection.dump(request, read);
    const waiting = connection.get(request, read);
    const outcome = Promise.allSettled([underWay, waiting]);
    await settle();
    expect(kernel.datagrams.length).toBe(1);
    connection.close();
    const canceled = { status: 'rejected', reason: { name: 'SocketError', code: 'ECANCELED' } };
    expect(await outcome).toMatchObject([canceled, canceled]);
    await expect(connection.apply(written([request]), FAMILY)).rejects.toMatchObject({ code: 'ECANCELED' });
    expect(kernel.sockets).toEqual([{ closed: true }]);
  });

  it('closes a socket that opens after the connection was closed', async () => {
    const kernel = new FakeKernel(dumpOf(1));
    let finishOpening = (): void => undefined;
    const opening = new Promise<void>((resolve) => {
      finishOpening = resolve;
    });
    const connection = new Connection(async (events) => {
      await opening;
      return kernel.open(events);
    });
    const result = connection.dump(request, read);
    const outcome = expect(result).rejects.toMatchObject({ code: 'ECANCELED' });
    await settle();
    connection.close();
    finishOpening();
    await outcome;
    await settle();
    expect(kernel.sockets).toEqual([{ closed: true }]);
    expect(kernel.datagrams).toEqual([]);
  });

  it('may be closed before it was ever opened, and twice', async () => {
    const kernel = new FakeKernel(dumpOf(1));
    const connection = new Connection(kernel.open);
    connection.close();
    connection.close();
    await expect(connection.dump(request, read)).rejects.toMatchObject({ code: 'ECANCELED' });
    expect(kernel.sockets).toEqual([]);
  });

  it('fails when the socket fails while it is being opened', async () => {
    const kernel = new FakeKernel(dumpOf(1));
    let sockets = 0;
    const connection = new Connection(async (events) => {
      if (++sockets === 1) events.failed(new SocketError('ENETDOWN', 'once'));
      return kernel.open(events);
    });
    await expect(connection.dump(request, read)).rejects.toMatchObject({ code: 'ENETDOWN' });
    expect(await connection.dump(request, read)).toEqual([1]);
    await settle();
    expect(kernel.sockets).toEqual([{ closed: true }, { closed: false }]);
  });

  it('opens a new socket after one that failed between requests', async () => {
    const kernel = new FakeKernel(inTurn((requests) => [...dumpOf(1)(requests, 0), enobufs()], dumpOf(2)));
    const connection = new Connection(kernel.open);
    expect(await connection.dump(request, read)).toEqual([1]);
    await settle();
    expect(kernel.sockets).toEqual([{ closed: true }]);
    expect(await connection.dump(request, read)).toEqual([2]);
  });
});

describe('Connection’s timeout', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A transport that answers when the test says so. */
  function manual() {
    const sent: Buffer[] = [];
    let events: TransportEvents | undefined;
    const open = async (to: TransportEvents): Promise<Transport> => {
      events = to;
      return {
        send: (bytes) => sent.push(Buffer.from(bytes)),
        receive: () => 0,
        buffer: Buffer.alloc(0),
        close: () => undefined,
      };
    };
    return { sent, open, receive: (datagram: Buffer) => events?.received(datagram) };
  }

  /** Runs a call to where its request is out. */
  async function started<T>(call: Promise<T>): Promise<PromiseSettledResult<T>[]> {
    const outcome = Promise.allSettled([call]);
    await settle();
    return outcome;
  }

  it.each([
    [undefined, DEFAULT_TIMEOUT],
    [50, 50],
  ])('of %s fails a request after %i ms without an answer', async (timeout, limit) => {
    const connection = new Connection(new FakeKernel(() => []).open, timeout);
    let settled = false;
    const outcome = Promise.allSettled([connection.dump(request, read).finally(() => (settled = true))]);
    await settle();
    vi.advanceTimersByTime(limit - 1);
    await settle();
    expect(settled).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await outcome).toMatchObject([{ status: 'rejected', reason: { name: 'SocketError', code: 'ETIMEDOUT' } }]);
  });

  it('begins anew with every answer', async () => {
    const { open, receive, sent } = manual();
    const outcome = Promise.allSettled([new Connection(open, 100).dump(request, read)]);
    await settle();
    expect(sent.length).toBe(1);
    const to: SeenRequest = {
      family: 32,
      flags: 0,
      sequence: 1,
      port: 0,
      command: 7,
      version: 1,
      attributes: Buffer.alloc(0),
    };
    for (let value = 0; value < 5; value++) {
      vi.advanceTimersByTime(99);
      receive(say(to, value));
    }
    vi.advanceTimersByTime(99);
    receive(done(to));
    expect(await outcome).toEqual([{ status: 'fulfilled', value: [0, 1, 2, 3, 4] }]);
  });

  it('is not put off by answers to others', async () => {
    const { open, receive } = manual();
    const outcome = Promise.allSettled([new Connection(open, 100).dump(request, read)]);
    await settle();
    vi.advanceTimersByTime(99);
    receive(message({ type: 3, sequence: 77 }, u32le(0)));
    vi.advanceTimersByTime(1);
    expect(await outcome).toMatchObject([{ reason: { code: 'ETIMEDOUT' } }]);
  });

  it.each<[string, Script]>([
    ['an answer', dumpOf(1)],
    ['a refusal', (requests) => [error(only(requests), ESRCH)]],
    ['a failure of the socket', () => [new SocketError('EIO', 'broken')]],
    ['garbage', () => [Buffer.alloc(1)]],
  ])('of an exchange that ended with %s does not end a later one', async (_name, script) => {
    const kernel = new FakeKernel(inTurn(script, () => []));
    const connection = new Connection(kernel.open, 100);
    await started(connection.dump(request, read));
    vi.advanceTimersByTime(60);
    let settled = false;
    const later = Promise.allSettled([connection.dump(request, read).finally(() => (settled = true))]);
    await settle();
    vi.advanceTimersByTime(99);
    await settle();
    expect(settled).toBe(false);
    vi.advanceTimersByTime(101);
    expect(await later).toMatchObject([{ reason: { code: 'ETIMEDOUT' } }]);
  });

  it('leaves no timer behind when the connection is closed', async () => {
    const connection = new Connection(new FakeKernel(dumpOf(1)).open);
    await started(connection.dump(request, read));
    connection.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('also ends an open that never comes to its end', async () => {
    const outcome = Promise.allSettled([new Connection(() => new Promise(() => undefined), 100).dump(request, read)]);
    await settle();
    vi.advanceTimersByTime(100);
    expect(await outcome).toMatchObject([{ reason: { code: 'ETIMEDOUT' } }]);
  });

  it('makes late answers nobody’s', async () => {
    const late: SeenRequest[] = [];
    const kernel = new FakeKernel(
      inTurn(
        (requests) => {
          late.push(...requests);
          return [];
        },
        (requests) => [...late.flatMap((to) => [say(to, 99), error(to, ESRCH)]), ...dumpOf(1)(requests, 0)],
      ),
    );
    const connection = new Connection(kernel.open, 100);
    const outcome = Promise.allSettled([connection.dump(request, read)]);
    await settle();
    vi.advanceTimersByTime(100);
    expect(await outcome).toMatchObject([{ reason: { code: 'ETIMEDOUT' } }]);
    expect(await connection.dump(request, read)).toEqual([1]);
    expect(kernel.sockets).toEqual([{ closed: true }, { closed: false }]);
  });
});
