import { KernelError, ProtocolError, SocketError } from './errors.ts';
import { Exchanger, type WriteMessage } from './exchanger.ts';
import { type Message, type Request, writeControl, writeRequest } from './message.ts';
import type { OpenTransport } from './transport.ts';
import { NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR, NLM_F_REQUEST, NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP } from './uapi.ts';

/** Milliseconds without any answer after which a request has failed. */
export const DEFAULT_TIMEOUT = 10_000;

/** Times a dump is begun anew because the table changed under it, or answers were lost. */
const DUMP_ATTEMPTS = 10;

/** Most changes in one datagram: enough to make the system call cheap, few enough that every one may fail and be answered. */
export const BATCH_SIZE = 128;

/**
 * An empty message, which the kernel does nothing with but acknowledge: it ends a datagram of requests. An acknowledgement
 * of the last request would not do: the kernel gives none when that one ends with EINTR, as stopping a sync daemon may.
 */
const writeEnd: WriteMessage = (writer, sequence) => writeControl(writer, NLMSG_NOOP, NLM_F_ACK, sequence);

/** What can be asked of a generic netlink family over one socket. Calls are served one after the other. */
export class Connection {
  readonly #exchanger: Exchanger;

  /** @param timeout milliseconds without an answer after which, at the latest after twice of which, a request fails */
  constructor(open: OpenTransport, timeout = DEFAULT_TIMEOUT) {
    this.#exchanger = new Exchanger(open, timeout);
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
        await this.#exchanger.exchange([writer(request, NLM_F_DUMP)], (message) => {
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
    await this.#exchangeAll([request], (message) => {
      if (message.type === NLMSG_ERROR) failure = errorOf(message);
      else entries.push(read(message));
    });
    if (failure !== undefined) throw failure;
    const [entry] = entries;
    if (entry === undefined) throw new ProtocolError('the kernel answered success without an entry');
    return entry;
  }

  /**
   * Sends one datagram of changes, and answers the failed ones by index. The kernel goes on after a failed one.
   *
   * @param requests at most BATCH_SIZE
   * @throws SocketError when answers are missing: how far the changes got is then unknown
   */
  async apply(requests: readonly Request[]): Promise<Map<number, KernelError>> {
    const failures = new Map<number, KernelError>();
    await this.#exchangeAll(requests, (message, index) => {
      const failure = message.type === NLMSG_ERROR ? errorOf(message) : undefined;
      if (failure !== undefined) failures.set(index, failure);
    });
    return failures;
  }

  /** Closes the socket; a request under way is rejected with SocketError `ECANCELED`. */
  close(): void {
    this.#exchanger.close();
  }

  /** Sends requests as one datagram and takes their answers until all have had their turn. */
  #exchangeAll(requests: readonly Request[], answer: (message: Message, index: number) => void): Promise<void> {
    const messages = [...requests.map((request) => writer(request, 0)), writeEnd];
    return this.#exchanger.exchange(messages, (message, index) => {
      if (index === requests.length) return true;
      answer(message, index);
      return false;
    });
  }
}

const writer =
  (request: Request, flags: number): WriteMessage =>
  (to, sequence) =>
    writeRequest(to, request, NLM_F_REQUEST | flags, sequence);

/**
 * The errno that NLMSG_ERROR and NLMSG_DONE begin with, negative in the message; `undefined` for 0, an acknowledgement.
 */
function errorOf(message: Message): KernelError | undefined {
  if (message.end - message.start < 4) throw new ProtocolError('an error message without an errno');
  const errno = -message.buffer.readInt32LE(message.start);
  return errno > 0 ? new KernelError(errno) : undefined;
}
