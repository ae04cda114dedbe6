/**
 * A scripted kernel behind the transport's interface. A test gives a function from the requests of one datagram to
 * the datagrams that answer it, built with the functions below: they write bytes on their own, not with the code
 * under test.
 */
import { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers';
import type { OpenTransport } from '../../src/netlink/transport.ts';

const NLMSG_NOOP = 1;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLM_F_MULTI = 2;
const NLM_F_ACK = 4;
const HEADER = 16;
const HEADERS = 20;
/** Bytes of the longest datagram that is answered at once. */
const LONGEST = 16 * 1024;

/** One message that the kernel was sent. */
export interface SeenRequest {
  readonly family: number;
  readonly flags: number;
  readonly sequence: number;
  readonly port: number;
  readonly command: number;
  readonly version: number;
  /** What follows the two headers. */
  readonly attributes: Buffer;
}

/** A datagram that the kernel sends, or a failure of the socket. */
export type Answer = Buffer | Error;

/**
 * What a kernel does with one datagram; `turn` counts datagrams from 0, over all sockets. A NLMSG_NOOP is not among the
 * requests: like the real kernel, the fake one acknowledges it behind the script's answers.
 */
export type Script = (requests: readonly SeenRequest[], turn: number) => readonly Answer[];

export interface FakeKernelOptions {
  /**
   * Answers while it is asked, as the real kernel does; otherwise every answer comes in a turn of the event loop of
   * its own.
   */
  readonly prompt?: boolean;
}

/**
 * Nastier than the real kernel: it goes on talking to a closed socket, and overwrites a datagram as soon as it has
 * been taken.
 */
export class FakeKernel {
  /** Every datagram it was sent. */
  readonly datagrams: (readonly SeenRequest[])[] = [];
  /** Every socket that was opened; the last one is the newest. */
  readonly sockets: { closed: boolean }[] = [];
  /** Datagrams that were sent while answers to an earlier one were still to come. */
  overlaps = 0;
  readonly #script: Script;
  readonly #prompt: boolean;
  #pending = 0;

  constructor(script: Script, { prompt = false }: FakeKernelOptions = {}) {
    this.#script = script;
    this.#prompt = prompt;
  }

  readonly open: OpenTransport = async (events) => {
    const socket = { closed: false };
    this.sockets.push(socket);
    const queue: Answer[] = [];
    const buffer = Buffer.alloc(LONGEST);
    return {
      send: (bytes) => {
        if (socket.closed) throw new Error('sent on a closed socket');
        if (this.#pending > 0) this.overlaps++;
        const messages = parse(Buffer.from(bytes));
        const requests = messages.filter(({ family }) => family !== NLMSG_NOOP);
        const scripted = this.#script(requests, this.datagrams.length);
        const controls = messages.filter(({ family, flags }) => family === NLMSG_NOOP && flags & NLM_F_ACK);
        const answers = [...scripted, ...controls.map((control) => error(control, 0))];
        this.datagrams.push(requests);
        if (this.#prompt) {
          queue.push(...answers);
          return;
        }
        this.#pending += answers.length;
        for (const answer of answers) {
          setImmediate(() => {
            this.#pending--;
            if (answer instanceof Error) return events.failed(answer);
            const datagram = Buffer.from(answer);
            events.received(datagram);
            datagram.fill(0xee);
          });
        }
      },
      receive: () => {
        if (socket.closed) throw new Error('received on a closed socket');
        buffer.fill(0xee);
        const answer = queue.shift();
        if (answer instanceof Error) throw answer;
        return answer?.copy(buffer) ?? 0;
      },
      buffer,
      close: () => {
        socket.closed = true;
      },
    };
  };
}

/** Reads a datagram of requests as strictly as netlink_rcv_skb: every length must fit, every message be padded. */
function parse(datagram: Buffer): SeenRequest[] {
  const requests: SeenRequest[] = [];
  for (let at = 0; at < datagram.length; ) {
    const length = datagram.readUInt32LE(at);
    if (length < HEADER || at + length > datagram.length) throw new Error(`request of ${length} bytes at ${at}`);
    requests.push({
      family: datagram.readUInt16LE(at + 4),
      flags: datagram.readUInt16LE(at + 6),
      sequence: datagram.readUInt32LE(at + 8),
      port: datagram.readUInt32LE(at + 12),
      command: length < HEADERS ? 0 : datagram.readUInt8(at + 16),
      version: length < HEADERS ? 0 : datagram.readUInt8(at + 17),
      attributes: datagram.subarray(at + HEADERS, at + length),
    });
    at += (length + 3) & ~3;
  }
  return requests;
}

/** A script for each datagram in turn; the last one stays. */
export function oneByOne(...scripts: readonly Script[]): Script {
  return (requests, turn) => scripts[Math.min(turn, scripts.length - 1)]?.(requests, turn) ?? [];
}

/** The only request of a datagram. */
export function only(requests: readonly SeenRequest[]): SeenRequest {
  const [request, ...more] = requests;
  if (request === undefined || more.length > 0) throw new Error(`${requests.length} requests where one was expected`);
  return request;
}

interface Header {
  readonly type: number;
  readonly flags?: number;
  readonly sequence: number;
  /** What the header says instead of the true length. */
  readonly length?: number;
}

/** One message, padded. */
export function message({ type, flags = 0, sequence, length }: Header, payload: Uint8Array): Buffer {
  const size = 16 + payload.length;
  const bytes = Buffer.alloc((size + 3) & ~3);
  bytes.writeUInt32LE(length ?? size, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.writeUInt32LE(sequence, 8);
  bytes.set(payload, 16);
  return bytes;
}

/** One attribute, padded. */
export function attribute(type: number, ...payload: readonly Uint8Array[]): Buffer {
  const size = payload.reduce((sum, part) => sum + part.length, 4);
  const bytes = Buffer.alloc((size + 3) & ~3);
  bytes.writeUInt16LE(size, 0);
  bytes.writeUInt16LE(type, 2);
  let at = 4;
  for (const part of payload) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export const u16le = (value: number): Buffer => Buffer.from([value & 0xff, value >>> 8]);
export const u16be = (value: number): Buffer => Buffer.from([value >>> 8, value & 0xff]);
export const u32le = (value: number): Buffer =>
  Buffer.from([value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]);
export const s32le = (value: number): Buffer => u32le(value >>> 0);
export const u64le = (value: bigint): Buffer =>
  Buffer.concat([u32le(Number(value & 0xffffffffn)), u32le(Number(value >> 32n))]);

/** A generic netlink answer of the request's family, with these attributes. */
export function entry(request: SeenRequest, attributes: readonly Buffer[], flags = NLM_F_MULTI): Buffer {
  const genlmsghdr = Buffer.from([request.command, request.version, 0, 0]);
  return message(
    { type: request.family, flags, sequence: request.sequence },
    Buffer.concat([genlmsghdr, ...attributes]),
  );
}

/** NLMSG_ERROR as the kernel writes it, with the header of the request behind the errno; 0 is an acknowledgement. */
export function error(request: SeenRequest, errno: number): Buffer {
  const repeated = message({ type: request.family, flags: request.flags, sequence: request.sequence }, Buffer.alloc(0));
  return message({ type: NLMSG_ERROR, sequence: request.sequence }, Buffer.concat([s32le(-errno), repeated]));
}

/** The end of a dump, with the errno that it ended with. */
export function done(request: SeenRequest, { errno = 0, flags = NLM_F_MULTI } = {}): Buffer {
  return message({ type: NLMSG_DONE, flags, sequence: request.sequence }, s32le(-errno));
}

/** Answers a datagram of changes: an error where `refuse` names one, and the acknowledgements that are asked for. */
export function acknowledge(requests: readonly SeenRequest[], refuse = new Map<number, number>()): Buffer[] {
  return requests.flatMap((request, index) => {
    const errno = refuse.get(index) ?? 0;
    return errno !== 0 || request.flags & 4 ? [error(request, errno)] : [];
  });
}
