import type { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers';
import { SocketError } from './errors.ts';
import { type Message, messageAt } from './message.ts';
import type { OpenTransport, Transport } from './transport.ts';
import { NLMSG_NOOP, NLMSG_OVERRUN } from './uapi.ts';
import { Writer } from './writer.ts';

/** Appends the messages of a datagram, under sequence numbers from `first` on, and answers how many. */
export type WriteMessages = (writer: Writer, first: number) => number;

/** Takes one answer to the message at `index` and says whether the exchange is over. */
export type TakeAnswer = (message: Message, index: number) => boolean;

/** One datagram and what becomes of it: who takes the answers, and who waits for their end. */
interface Exchange {
  readonly write: WriteMessages;
  readonly answer: TakeAnswer;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Exchanges in a row, each over at once, after which the event loop has its turn. */
const IN_A_ROW = 256;

/** A socket, from before it is open. */
interface Link {
  transport?: Transport;
}

/**
 * Datagrams and their answers on one netlink socket, one exchange at a time: later ones wait for earlier ones, because the
 * kernel allows one dump a socket. The socket is opened by the first exchange, and again by the first one after a failure,
 * so that late answers of a failed exchange cannot be taken for answers to the next.
 *
 * A listing is thousands of exchanges: each costs one promise, all write into the same buffer, and as the kernel answers
 * while it is asked, none waits for the event loop.
 */
export class Exchanger {
  readonly #open: OpenTransport;
  readonly #timeout: number;
  readonly #waiting: Exchange[] = [];
  #link: Link | undefined;
  #current: Exchange | undefined;
  /** Sequence numbers of the current exchange: the first one, and how many. */
  #first = 1;
  #count = 0;
  #writer = new Writer();
  #watchdog: NodeJS.Timeout | undefined;
  #progress = false;
  #closed = false;
  /** Set while exchanges are being started: one that ends meanwhile starts none itself. */
  #advancing = false;
  #row = 0;

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

  /** Starts exchanges in order, until one is not over at once. */
  #advance(): void {
    if (this.#advancing) return;
    this.#advancing = true;
    while (this.#current === undefined) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#start(next);
      this.#row += 1;
      if (this.#row === IN_A_ROW) {
        setImmediate(() => this.#goOn());
        return;
      }
    }
    this.#advancing = false;
  }

  #goOn(): void {
    this.#row = 0;
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

  /** Sends the current exchange's datagram, where there is one and the socket is open, and takes what is answered at once. */
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

  /** Opens a socket that is heard for as long as it is the current one: what a dropped one says is nobody's. */
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
        // A sequence number that is not ours is a late answer, of no use to anyone.
        if (index >= this.#count) continue;
        this.#progress = true;
        if (exchange.answer(message, index)) this.#end((over) => over.resolve());
      }
    } catch (error) {
      this.#fail(asError(error));
    }
  }

  /** Fails the exchange and drops the socket: what it may still deliver belongs to nobody. */
  #fail(error: Error): void {
    const link = this.#link;
    this.#link = undefined;
    link?.transport?.close();
    // The old one may still hold the datagram that it could not send.
    this.#writer = new Writer();
    this.#end((exchange) => exchange.reject(error));
  }

  /** Takes the current exchange away, tells it how it went, and starts the next ones. */
  #end(tell: (exchange: Exchange) => void): void {
    const exchange = this.#current;
    this.#current = undefined;
    if (exchange !== undefined) tell(exchange);
    this.#advance();
  }

  /**
   * Fails an exchange that goes without an answer for the whole of a period. One timer serves all exchanges: a timer for
   * each would read the clock several times in each, which is dear where the clock is a system call.
   */
  #watch(): void {
    this.#watchdog ??= setTimeout(() => {
      // Answers that came while this process did not look are taken first.
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
