import { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection, DEFAULT_TIMEOUT } from '../../src/netlink/connection.ts';
import { SocketError } from '../../src/netlink/errors.ts';
import type { Transport, TransportEvents } from '../../src/netlink/transport.ts';
import { ESRCH } from '../errno.ts';
import {
  acknowledge,
  done,
  error,
  FakeKernel,
  message,
  oneByOne,
  only,
  type Script,
  type SeenRequest,
  u32le,
} from './fake-kernel.ts';
import { dumpOf, enobufs, FAMILY, NLM_F_DUMP, read, request, say, written } from './numbers.ts';

/** Runs what waits for nothing but turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('A connection', () => {
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
      connection.sendBatch(written([request, request, request]), FAMILY),
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

  it('runs the calls after a failed one', async () => {
    const kernel = new FakeKernel(oneByOne(() => [new SocketError('EIO', 'once')], dumpOf(1)));
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
    await expect(connection.sendBatch(written([request]), FAMILY)).rejects.toMatchObject({ code: 'ECANCELED' });
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
    const kernel = new FakeKernel(oneByOne((requests) => [...dumpOf(1)(requests, 0), enobufs()], dumpOf(2)));
    const connection = new Connection(kernel.open);
    expect(await connection.dump(request, read)).toEqual([1]);
    await settle();
    expect(kernel.sockets).toEqual([{ closed: true }]);
    expect(await connection.dump(request, read)).toEqual([2]);
  });
});

describe('The timeout of a connection', () => {
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

  it('starts again with every answer', async () => {
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

  it('is not extended by answers to others', async () => {
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
    const kernel = new FakeKernel(oneByOne(script, () => []));
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

  it('leaves no timer when the connection is closed', async () => {
    const connection = new Connection(new FakeKernel(dumpOf(1)).open);
    await started(connection.dump(request, read));
    connection.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('also ends an open that never completes', async () => {
    const outcome = Promise.allSettled([new Connection(() => new Promise(() => undefined), 100).dump(request, read)]);
    await settle();
    vi.advanceTimersByTime(100);
    expect(await outcome).toMatchObject([{ reason: { code: 'ETIMEDOUT' } }]);
  });

  it('lets late answers reach no later call', async () => {
    const late: SeenRequest[] = [];
    const kernel = new FakeKernel(
      oneByOne(
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
