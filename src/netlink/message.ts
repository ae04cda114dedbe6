import type { Buffer } from 'node:buffer';
import { aligned, requireInteger, u16At, u32At } from './bytes.ts';
import { ProtocolError } from './errors.ts';
import { NLM_F_REQUEST, NLMSG_HDRLEN } from './uapi.ts';
import type { Writer } from './writer.ts';

/** One received netlink message: its header's fields, and where its payload lies in the datagram. */
export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly buffer: Buffer;
  /** Offset of the payload's first byte: for generic netlink, of the genlmsghdr. */
  readonly start: number;
  /** Offset after the payload's last byte, without padding. */
  readonly end: number;
  /** Offset of the next message, if there is one. */
  readonly next: number;
}

/**
 * The message at an offset of a datagram.
 *
 * @param size bytes of the datagram, which may be less than its buffer's
 * @throws ProtocolError when the header's length does not fit the datagram
 */
export function messageAt(buffer: Buffer, at: number, size: number): Message {
  const left = size - at;
  if (left < NLMSG_HDRLEN) throw new ProtocolError(`${left} bytes where a message header needs ${NLMSG_HDRLEN}`);
  const length = u32At(buffer, at);
  if (length < NLMSG_HDRLEN || length > left) {
    throw new ProtocolError(`message of ${length} bytes where ${left} are left`);
  }
  return {
    type: u16At(buffer, at + 4),
    flags: u16At(buffer, at + 6),
    sequence: u32At(buffer, at + 8),
    buffer,
    start: at + NLMSG_HDRLEN,
    end: at + length,
    next: at + aligned(length),
  };
}

/** A request of generic netlink. */
interface GenericRequest {
  /** Generic netlink family id: the message's type. */
  readonly family: number;
  readonly command: number;
  /** Version of the family's protocol. */
  readonly version: number;
  /** Appends the attributes. */
  readonly body?: (writer: Writer) => void;
}

/** A request of another protocol of netlink. */
interface PlainRequest {
  /** The message's type: what is asked. */
  readonly type: number;
  /** Appends the header that such a message has, and the attributes. */
  readonly body: (writer: Writer) => void;
}

/** A request. The connection adds sequence number and flags. */
export type Request = GenericRequest | PlainRequest;

/**
 * Appends one request with its headers.
 *
 * @param flags besides NLM_F_REQUEST
 */
export function writeRequest(writer: Writer, request: Request, flags = 0, sequence = 0): void {
  const isGeneric = 'family' in request;
  const start = writeHeader(writer, isGeneric ? request.family : request.type, NLM_F_REQUEST | flags, sequence);
  if (isGeneric) writer.word(request.command | (request.version << 8));
  request.body?.(writer);
  writer.patch(start, writer.length - start);
}

/**
 * Appends requests that are already written, fills in their family and sequence numbers from `first` on, and returns
 * their count.
 */
export function writeNumbered(writer: Writer, messages: Uint8Array, family: number, first: number): number {
  const start = writer.length;
  writer.raw(messages);
  let count = 0;
  for (let at = 0; at < messages.length; at += u32At(messages, at)) {
    writer.patch(start + at + 4, typeAndFlags(family, u16At(messages, at + 6)));
    writer.patch(start + at + 8, first + count);
    count += 1;
  }
  return count;
}

/**
 * Appends a header and returns its offset. The length covers only the header until the caller appends a payload and
 * patches it. A header alone is a message for netlink itself, not for a family.
 */
export function writeHeader(writer: Writer, type: number, flags: number, sequence: number): number {
  const start = writer.length;
  writer.word(NLMSG_HDRLEN);
  writer.word(typeAndFlags(type, flags));
  writer.word(sequence);
  // The port id: the kernel takes the socket's own.
  writer.word(0);
  return start;
}

const typeAndFlags = (type: number, flags: number): number =>
  requireInteger('message type', type, 0, 0xffff) | (flags << 16);
