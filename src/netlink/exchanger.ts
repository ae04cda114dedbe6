import type { Buffer } from 'node:buffer';
import { SocketError } from './errors.ts';
import { type Message, messagesOf } from './message.ts';
import type { OpenTransport, Transport } from './transport.ts';
import { NLMSG_NOOP, NLMSG_OVERRUN } from './uapi.ts';
import { Writer } from './writer.ts';

/** Appends one message under a sequence number. */
export type WriteMessage = (writer: Writer, sequence: number) => void;

/** Takes one answer to the message at `index` and says whether the exchange is over. */
export type TakeAnswer = (message: Message, index: number) => boolean;

/** One datagram on its way: which sequence numbers are its own, and who takes the answers. */
interface Exchange {
  readonly first: number;
  readonly count: number;
  readonly answer: TakeAnswer;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Datagrams and their answers on one netlink socket, one exchange at a time: later ones wait for earlier ones, because the
 * kernel allows one dump a socket. The socket is opened by the first exchange, and again by the first one after a failure,
 * so that late answers of a failed exchange cannot be taken for answers to the next.
 */
export class Exchanger {
  readonly #open: OpenTransport;
  readonly #timeout: number;
  #transport: Promise<Transport> | undefined;
  #current: Exchange | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #watchdog: NodeJS.Timeout | undefined;
  #progress = false;
  #sequence = 0;
  #closed = false;

  /** @param timeout milliseconds without an answer after which, at the latest after twice of which, an exchange fails */
  constructor(open: OpenTransport, timeout: number) {
    this.#open = open;
    this.#timeout = timeout;
  }

  /**
   * Sends messages as one datagram when all earlier exchanges are over, and ends when `answer` says so.
   *
   * @throws SocketError when the socket fails or answers are late, ProtocolError when they break the rules
   */
  exchange(messages: readonly WriteMessage[], answer: TakeAnswer): Promise<void> {
    const result = this.#tail.then(() => this.#run(messages, answer));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Closes the socket; an exchange under way is rejected with SocketError `ECANCELED`. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#watchdog);
    this.#fail(new SocketError('ECANCELED', 'the connection was closed'));
  }

  async #run(messages: readonly WriteMessage[], answer: TakeAnswer): Promise<void> {
    if (this.#closed) throw new SocketError('ECANCELED', 'the connection was closed');
    const writer = new Writer();
    const first = this.#sequence + 1;
    for (const write of messages) {
      this.#sequence = (this.#sequence + 1) >>> 0;
      write(writer, this.#sequence);
    }
    await new Promise<void>((resolve, reject) => {
      const exchange = { first, count: messages.length, answer, resolve, reject };
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

  /** Opens a transport that is heard for as long as it is the current one: what a dropped one says is nobody's. */
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
    transport?.then((open) => open.close()).catch(() => undefined);
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
