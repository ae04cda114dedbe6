import type { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers';
import { SocketError } from './errors.ts';
import { type Message, messageAt } from './message.ts';
import type { OpenTransport, Transport } from './transport.ts';
import { NLMSG_NOOP, NLMSG_OVERRUN } from './uapi.ts';
import { Writer } from './writer.ts';

/** Appends the messages of a datagram with sequence numbers from `first` on, and returns their count. */
export type WriteMessages = (writer: Writer, first: number) => number;

/** Takes one answer to the message at `index`. Returns whether the exchange is over. */
export type TakeAnswer = (message: Message, index: number) => boolean;

/** One datagram, the function that takes its answers, and the promise that ends with them. */
interface Exchange {
  readonly write: WriteMessages;
  readonly answer: TakeAnswer;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** How many exchanges may complete synchronously before we yield to the event loop. */
const MAX_IN_A_ROW = 256;

/** A socket. */
interface Link {
  /** Absent while the socket is being opened. */
  transport?: Transport;
}

/**
 * Datagrams and their answers on one netlink socket, one exchange at a time: later ones wait for earlier ones, because
 * the kernel allows one dump a socket. The socket is opened by the first exchange, and again by the first one after a
 * failure, so that late answers of a failed exchange cannot be taken for answers to the next.
 *
 * A listing is thousands of exchanges. Each costs one promise, all write into the same buffer, and none waits for the
 * event loop, as the kernel answers while a datagram is sent.
 *
 * The way of an exchange: `exchange` queues it, `#advance` takes it off the queue, `#start` writes its datagram,
 * `#send` sends that, once the socket is open, `#receive` takes the answers, and `#finish` or `#fail` settles its
 * promise.
 */
export class Exchanger {
  readonly #open: OpenTransport;
  readonly #timeout: number;
  readonly #waiting: Exchange[] = [];
  /** The socket in use: absent before the first exchange and after a failure. */
  #link: Link | undefined;
  /** The exchange under way. */
  #current: Exchange | undefined;
  /** Sequence numbers of the current exchange: the first, and their count. */
  #first = 1;
  #count = 0;
  /** Holds the datagram of the current exchange until it is sent. */
  #writer = new Writer();
  /** The timer of `#watch`, which serves all exchanges. */
  #watchdog: NodeJS.Timeout | undefined;
  /** Whether the current exchange began, or had an answer, since the timer was set. */
  #progress = false;
  #closed = false;
  /** Guards #advance against re-entry. */
  #advancing = false;
  /** Exchanges started since the event loop had its turn. */
  #inARow = 0;

  /** @param timeout see `Connection` */
  constructor(open: OpenTransport, timeout: number) {
    this.#open = open;
    this.#timeout = timeout;
  }

  /**
   * Sends messages as one datagram when all earlier exchanges are over, and ends when `answer` says so.
   *
   * @throws SocketError when the socket fails or answers are late, ProtocolError when they break the rules
   */
  exchange(write: WriteMessages, answer: TakeAnswer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, answer, resolve, reject });
      this.#advance();
    });
  }

  /** Closes the socket; an exchange under way is rejected with SocketError `ECANCELED`. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#watchdog);
    this.#fail(new SocketError('ECANCELED', 'the connection was closed'));
  }

  /** Starts exchanges in order, until one does not complete synchronously. */
  #advance(): void {
    if (this.#advancing) return;
    this.#advancing = true;
    while (this.#current === undefined) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#start(next);
      this.#inARow += 1;
      if (this.#inARow === MAX_IN_A_ROW) {
        setImmediate(() => this.#resume());
        return;
      }
    }
    this.#advancing = false;
  }

  #resume(): void {
    this.#inARow = 0;
    this.#advancing = false;
    this.#advance();
  }

  #start(exchange: Exchange): void {
    try {
      if (this.#closed) throw new SocketError('ECANCELED', 'the connection was closed');
      this.#writer.clear();
      this.#first = (this.#first + this.#count) >>> 0;
      this.#count = 0;
      this.#count = exchange.write(this.#writer, this.#first);
    } catch (error) {
      exchange.reject(asError(error));
      return;
    }
    this.#current = exchange;
    if (this.#link === undefined) this.#connect();
    else this.#send(this.#link);
    if (this.#current !== exchange) return;
    this.#progress = this.#watchdog !== undefined;
    this.#watch();
  }

  /**
   * Sends the current datagram, if there is one and the socket is open, and reads the answers that have arrived
   * already.
   */
  #send({ transport }: Link): void {
    const exchange = this.#current;
    if (exchange === undefined || transport === undefined) return;
    try {
      transport.send(this.#writer.bytes());
      while (this.#current === exchange) {
        const length = transport.receive();
        if (length === 0) return;
        this.#receive(transport.buffer, length);
      }
    } catch (error) {
      this.#fail(asError(error));
    }
  }

  /** Opens a socket. Events from a socket we have since dropped are ignored. */
  #connect(): void {
    const link: Link = {};
    this.#link = link;
    const whileCurrent =
      <T>(act: (value: T) => void) =>
      (value: T) => {
        if (this.#link === link) act(value);
      };
    const received = whileCurrent<Buffer>((datagram) => this.#receive(datagram, datagram.length));
    const failed = whileCurrent<unknown>((error) => this.#fail(asError(error)));
    Promise.resolve()
      .then(() => this.#open({ received, failed }))
      .then((transport) => {
        link.transport = transport;
        if (this.#link === link) this.#send(link);
        else transport.close();
      })
      .catch(failed);
  }

  #receive(datagram: Buffer, length: number): void {
    try {
      for (let at = 0; at < length; ) {
        const message = messageAt(datagram, at, length);
        at = message.next;
        if (message.type === NLMSG_NOOP) continue;
        if (message.type === NLMSG_OVERRUN) throw new SocketError('ENOBUFS', 'the kernel lost answers');
        const exchange = this.#current;
        if (exchange === undefined) return;
        const index = (message.sequence - this.#first) >>> 0;
        // A late answer to an earlier exchange.
        if (index >= this.#count) continue;
        this.#progress = true;
        if (exchange.answer(message, index)) this.#finish((over) => over.resolve());
      }
    } catch (error) {
      this.#fail(asError(error));
    }
  }

  /** Fails the exchange. Drops the socket too, so late answers cannot reach the next exchange. */
  #fail(error: Error): void {
    const link = this.#link;
    this.#link = undefined;
    link?.transport?.close();
    // The socket may still refer to the old buffer, to send from it.
    this.#writer = new Writer();
    this.#finish((exchange) => exchange.reject(error));
  }

  /** Settles the current exchange and starts the next. */
  #finish(settle: (exchange: Exchange) => void): void {
    const exchange = this.#current;
    this.#current = undefined;
    if (exchange !== undefined) settle(exchange);
    this.#advance();
  }

  /**
   * Fails an exchange without an answer for a whole period. One timer serves all exchanges: a timer per exchange would
   * read the clock several times, which is expensive where that is a system call.
   */
  #watch(): void {
    this.#watchdog ??= setTimeout(() => {
      // Answers that arrived while this process was busy are read first.
      setImmediate(() => {
        this.#watchdog = undefined;
        if (this.#current === undefined) return;
        if (this.#progress) {
          this.#progress = false;
          this.#watch();
        } else {
          this.#fail(new SocketError('ETIMEDOUT', `no answer from the kernel in ${this.#timeout} ms`));
        }
      });
    }, this.#timeout).unref();
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
