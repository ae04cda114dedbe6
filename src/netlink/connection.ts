import type { Buffer } from 'node:buffer';
import { KernelError, ProtocolError, SocketError } from './errors.ts';
import { type Message, messagesOf, type Request, writeControl, writeRequest } from './message.ts';
import type { OpenTransport, Transport } from './transport.ts';
import {
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_NOOP,
  NLMSG_OVERRUN,
} from './uapi.ts';
import { Writer } from './writer.ts';

/** Milliseconds without any answer after which a request has failed. */
export const DEFAULT_TIMEOUT = 10_000;

/** Times a dump is begun anew because the table changed under it, or answers were lost. */
const DUMP_ATTEMPTS = 10;

/** Messages in one datagram: enough to make the system call cheap, few enough that every one may fail and be answered. */
const BATCH_SIZE = 128;

/** Stands among requests for the empty message that ends them. */
const END = Symbol('end');

/** One datagram on its way: which sequence numbers are its own, and who takes the answers. */
interface Exchange {
  readonly first: number;
  readonly count: number;
  /** Takes one answer to the request at `index` and says whether the exchange is over. */
  readonly answer: (message: Message, index: number) => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Requests and answers on one netlink socket, one exchange at a time: later calls wait for earlier ones, because the
 * kernel allows one dump a socket. The socket is opened by the first call, and again by the first one after a failure,
 * so that late answers of a failed exchange cannot be taken for answers to the next.
 */
export class Connection {
  readonly #open: OpenTransport;
  readonly #timeout: number;
  #transport: Promise<Transport> | undefined;
  #current: Exchange | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #watchdog: NodeJS.Timeout | undefined;
  #progress = false;
  #sequence = 0;
  #closed = false;

  /** @param timeout milliseconds without an answer after which, at the latest after twice of which, an exchange fails */
  constructor(open: OpenTransport, timeout = DEFAULT_TIMEOUT) {
    this.#open = open;
    this.#timeout = timeout;
  }

  /** Whether a call made now would be served at once. */
  get idle(): boolean {
    return this.#waiting === 0;
  }

  /**
   * All entries of a dump, read by `read`. Begun anew, a bounded number of times, when the kernel says that the table
   * changed meanwhile (NLM_F_DUMP_INTR, EINTR) or that answers were lost (ENOBUFS).
   *
   * @throws KernelError with the errno of NLMSG_ERROR or NLMSG_DONE
   * @throws SocketError `EAGAIN` when every attempt was interrupted
   */
  async dump<T>(request: Request, read: (message: Message) => T): Promise<T[]> {
    for (let attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      const entries: T[] = [];
      let interrupted = false;
      let failure: KernelError | undefined;
      try {
        await this.#exchange([request], NLM_F_DUMP, (message) => {
          if (message.flags & NLM_F_DUMP_INTR) interrupted = true;
          if (message.type === NLMSG_DONE || message.type === NLMSG_ERROR) {
            failure = errorOf(message);
            return true;
          }
          entries.push(read(message));
          return false;
        });
      } catch (error) {
        if (!(error instanceof SocketError && error.code === 'ENOBUFS')) throw error;
        interrupted = true;
      }
      if (failure !== undefined && failure.code !== 'EINTR') throw failure;
      if (failure === undefined && !interrupted) return entries;
    }
    throw new SocketError('EAGAIN', `the table changed under each of ${DUMP_ATTEMPTS} attempts to read it`);
  }

  /**
   * The one entry that answers a request.
   *
   * @throws KernelError with the kernel's errno
   * @throws ProtocolError when the kernel says success but sends no entry
   */
  async get<T>(request: Request, read: (message: Message) => T): Promise<T> {
    const entries: T[] = [];
    let failure: KernelError | undefined;
    await this.#exchangeWithEnd([request], (message) => {
      if (message.type === NLMSG_ERROR) failure = errorOf(message);
      else entries.push(read(message));
    });
    if (failure !== undefined) throw failure;
    const [entry] = entries;
    if (entry === undefined) throw new ProtocolError('the kernel answered success without an entry');
    return entry;
  }

  /**
   * Sends changes, many to a datagram, and answers the failed ones by index. The kernel goes on after a failed one.
   *
   * @throws SocketError when answers are missing: how far the changes got is then unknown
   */
  async apply(requests: readonly Request[]): Promise<Map<number, KernelError>> {
    const failures = new Map<number, KernelError>();
    for (let start = 0; start < requests.length; start += BATCH_SIZE) {
      const batch = requests.slice(start, start + BATCH_SIZE);
      await this.#exchangeWithEnd(batch, (message, index) => {
        const failure = message.type === NLMSG_ERROR ? errorOf(message) : undefined;
        if (failure !== undefined) failures.set(start + index, failure);
      });
    }
    return failures;
  }

  /** Closes the socket; a request under way is rejected with SocketError `ECANCELED`. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#watchdog);
    this.#fail(new SocketError('ECANCELED', 'the connection was closed'));
  }

  /**
   * An exchange that ends with an empty message, which the kernel does nothing with but acknowledge. An acknowledgement of
   * the last request would not do: the kernel gives none when that one ends with EINTR, as stopping a sync daemon may.
   */
  #exchangeWithEnd(requests: readonly Request[], answer: (message: Message, index: number) => void): Promise<void> {
    return this.#exchange([...requests, END], 0, (message, index) => {
      if (index === requests.length) return true;
      answer(message, index);
      return false;
    });
  }

  /** Sends requests as one datagram when all earlier exchanges are over. */
  #exchange(requests: readonly (Request | typeof END)[], flags: number, answer: Exchange['answer']): Promise<void> {
    this.#waiting += 1;
    const result = this.#tail
      .then(() => this.#run(requests, flags, answer))
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #run(requests: readonly (Request | typeof END)[], flags: number, answer: Exchange['answer']): Promise<void> {
    if (this.#closed) throw new SocketError('ECANCELED', 'the connection was closed');
    const writer = new Writer();
    const first = this.#sequence + 1;
    for (const request of requests) {
      this.#sequence = (this.#sequence + 1) >>> 0;
      if (request === END) writeControl(writer, NLMSG_NOOP, NLM_F_ACK, this.#sequence);
      else writeRequest(writer, request, NLM_F_REQUEST | flags, this.#sequence);
    }
    await new Promise<void>((resolve, reject) => {
      const exchange = { first, count: requests.length, answer, resolve, reject };
      this.#current = exchange;
      this.#progress = this.#watchdog !== undefined;
      this.#watch();
      this.#transport ??= this.#connect();
      // Opening takes a while, in which the exchange may have failed or been closed.
      this.#transport
        .then((transport) => {
          if (this.#current === exchange) transport.send(writer.bytes());
        })
        .catch((error: unknown) => {
          if (this.#current === exchange) this.#fail(asError(error));
        });
    });
  }

  /** Opens a transport that is heard for as long as it is the connection's own: what a dropped one says is nobody's. */
  #connect(): Promise<Transport> {
    const opened: Promise<Transport> = Promise.resolve().then(() =>
      this.#open({
        received: (datagram) => {
          if (this.#transport === opened) this.#receive(datagram);
        },
        failed: (error) => {
          if (this.#transport === opened) this.#fail(error);
        },
      }),
    );
    return opened;
  }

  #receive(datagram: Buffer): void {
    try {
      for (const message of messagesOf(datagram)) {
        if (message.type === NLMSG_NOOP) continue;
        if (message.type === NLMSG_OVERRUN) throw new SocketError('ENOBUFS', 'the kernel lost answers');
        const exchange = this.#current;
        if (exchange === undefined) return;
        const index = (message.sequence - exchange.first) >>> 0;
        // A sequence number that is not ours is a late answer, of no use to anyone.
        if (index >= exchange.count) continue;
        this.#progress = true;
        if (exchange.answer(message, index)) this.#finish()?.resolve();
      }
    } catch (error) {
      this.#fail(asError(error));
    }
  }

  /** Ends the exchange and drops the socket: what it may still deliver belongs to nobody. */
  #fail(error: Error): void {
    const transport = this.#transport;
    this.#transport = undefined;
    transport?.then(
      (open) => open.close(),
      () => undefined,
    );
    this.#finish()?.reject(error);
  }

  #finish(): Exchange | undefined {
    const exchange = this.#current;
    this.#current = undefined;
    return exchange;
  }

  /**
   * Fails an exchange that goes without an answer for the whole of a period. One timer serves all exchanges: a timer for
   * each would read the clock several times in each, which is dear where the clock is a system call.
   */
  #watch(): void {
    this.#watchdog ??= setTimeout(() => {
      this.#watchdog = undefined;
      if (this.#current === undefined) return;
      if (this.#progress) {
        this.#progress = false;
        this.#watch();
      } else {
        this.#fail(new SocketError('ETIMEDOUT', `no answer from the kernel in ${this.#timeout} ms`));
      }
    }, this.#timeout).unref();
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/**
 * The errno that NLMSG_ERROR and NLMSG_DONE begin with, negative in the message; `undefined` for 0, an acknowledgement.
 */
function errorOf(message: Message): KernelError | undefined {
  if (message.end - message.start < 4) throw new ProtocolError('an error message without an errno');
  const errno = -message.buffer.readInt32LE(message.start);
  return errno > 0 ? new KernelError(errno) : undefined;
}
