import { s32At } from './bytes.ts';
import { KernelError, ProtocolError, SocketError } from './errors.ts';
import { Exchanger, type WriteMessages } from './exchanger.ts';
import { type Message, type Request, writeHeader, writeNumbered, writeRequest } from './message.ts';
import type { OpenTransport } from './transport.ts';
import { NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR, NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP } from './uapi.ts';

/** Milliseconds, see the constructor of `Connection`. */
export const DEFAULT_TIMEOUT = 10_000;

/** How often an interrupted dump is restarted, the first time counted. */
const DUMP_ATTEMPTS = 10;

/** Most changes in one datagram: the receive queue holds the errors of all of them. More would not make it faster. */
export const BATCH_SIZE = 128;

/** What the kernel answers to one of several requests. */
export type Answer<T> = { readonly entry: T } | { readonly failure: KernelError };

/** What can be asked of a generic netlink family over one socket. Calls are served one after the other. */
export class Connection {
  readonly #exchanger: Exchanger;

  /** @param timeout a request fails after one to two times this many milliseconds without an answer */
  constructor(open: OpenTransport, timeout = DEFAULT_TIMEOUT) {
    this.#exchanger = new Exchanger(open, timeout);
  }

  /**
   * All entries of a dump, read by `read`. It is restarted, a limited number of times, when the table changed meanwhile
   * (NLM_F_DUMP_INTR, EINTR), when answers were lost (ENOBUFS), or when the entries are not whole.
   *
   * @param isWhole whether the entries can be those of one table
   * @throws KernelError with the errno of NLMSG_ERROR or NLMSG_DONE
   * @throws SocketError `EAGAIN` when every attempt was interrupted
   */
  async dump<T>(
    request: Request,
    read: (message: Message) => T,
    isWhole: (entries: readonly T[]) => boolean = () => true,
  ): Promise<T[]> {
    for (let attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      const entries: T[] = [];
      let interrupted = false;
      let failure: KernelError | undefined;
      try {
        await this.#exchanger.exchange(oneRequest(request, NLM_F_DUMP), (message) => {
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
      if (failure === undefined && !interrupted && isWhole(entries)) return entries;
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
    const [answer] = await this.getAll([request], read);
    if (answer === undefined || 'failure' in answer) throw answer?.failure ?? withoutEntry();
    return answer.entry;
  }

  /**
   * The entries that answer requests, or the kernel's errno for each, in the order of the requests. They are sent as
   * one datagram.
   *
   * @param requests at most BATCH_SIZE
   * @throws ProtocolError when the kernel says success but sends no entry
   */
  async getAll<T>(requests: readonly Request[], read: (message: Message) => T): Promise<Answer<T>[]> {
    const answers = new Map<number, Answer<T>>();
    await this.#exchangeAll(manyRequests(requests), (message, index) => {
      const failure = message.type === NLMSG_ERROR ? errorOf(message) : undefined;
      if (failure !== undefined) answers.set(index, { failure });
      else if (message.type !== NLMSG_ERROR) answers.set(index, { entry: read(message) });
    });
    return requests.map((_, index) => {
      const answer = answers.get(index);
      if (answer === undefined) throw withoutEntry();
      return answer;
    });
  }

  /**
   * Sends one datagram of changes. The kernel carries on after a failure.
   *
   * @param requests as `writeRequest` has written them, at most BATCH_SIZE; family and sequence numbers are filled in
   * @param family the type of all messages: of generic netlink, the number of the family
   * @returns the failures by index, ascending
   * @throws SocketError when answers are missing: how far the changes got is then unknown
   */
  async sendBatch(requests: Uint8Array, family: number): Promise<Map<number, KernelError>> {
    const failures = new Map<number, KernelError>();
    await this.#exchangeAll(
      (writer, first) => writeNumbered(writer, requests, family, first),
      (message, index) => {
        const failure = message.type === NLMSG_ERROR ? errorOf(message) : undefined;
        if (failure !== undefined) failures.set(index, failure);
      },
    );
    return new Map([...failures].sort(([a], [b]) => a - b));
  }

  /** Closes the socket; a request under way is rejected with SocketError `ECANCELED`. */
  close(): void {
    this.#exchanger.close();
  }

  /**
   * Sends requests as one datagram that ends with an empty NLMSG_NOOP asking for an ACK. When that ACK arrives, every
   * earlier request has been answered. An ACK of the last request is not enough: the kernel sends none when the request
   * ends with EINTR, as stopping a sync daemon may.
   */
  #exchangeAll(write: WriteMessages, answer: (message: Message, index: number) => void): Promise<void> {
    let count = 0;
    const writeAll: WriteMessages = (writer, first) => {
      count = write(writer, first);
      writeHeader(writer, NLMSG_NOOP, NLM_F_ACK, (first + count) >>> 0);
      return count + 1;
    };
    return this.#exchanger.exchange(writeAll, (message, index) => {
      if (index === count) return true;
      answer(message, index);
      return false;
    });
  }
}

const oneRequest = (request: Request, flags = 0): WriteMessages => manyRequests([request], flags);

const manyRequests =
  (requests: readonly Request[], flags = 0): WriteMessages =>
  (writer, first) => {
    for (const [index, request] of requests.entries()) writeRequest(writer, request, flags, (first + index) >>> 0);
    return requests.length;
  };

const withoutEntry = (): ProtocolError => new ProtocolError('the kernel answered success without an entry');

/**
 * The errno at the start of NLMSG_ERROR and NLMSG_DONE, where it is negative; `undefined` for 0, an acknowledgement.
 */
function errorOf(message: Message): KernelError | undefined {
  if (message.end - message.start < 4) throw new ProtocolError('an error message without an errno');
  const errno = -s32At(message.buffer, message.start);
  return errno > 0 ? new KernelError(errno) : undefined;
}
