import type { Buffer } from 'node:buffer';
import { u16At, u32At } from './bytes.ts';
import { ProtocolError } from './errors.ts';
import { GENL_HDRLEN, NLM_F_REQUEST, NLMSG_ALIGNTO, NLMSG_HDRLEN } from './uapi.ts';
import type { Writer } from './writer.ts';

/** One received netlink message: its header's fields, and where its payload lies in the datagram. */
export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly buffer: Buffer;
  /** Offset of the payload's first byte: for generic netlink, of the genlmsghdr. */
  readonly start: number;
  /** Offset behind the payload's last byte, padding not counted. */
  readonly end: number;
  /** Offset of the message behind this one, where there is one. */
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

const aligned = (length: number): number => (length + NLMSG_ALIGNTO - 1) & ~(NLMSG_ALIGNTO - 1);

/** A generic netlink request, all but its sequence number and flags, which the connection gives. */
export interface Request {
  /** Generic netlink family id: the message's type. */
  readonly family: number;
  readonly command: number;
  /** Version of the family's protocol. */
  readonly version: number;
  /** Appends the attributes. */
  readonly body?: (writer: Writer) => void;
}

/**
 * Appends one request with its headers. The port id stays 0: the kernel takes the socket's own.
 *
 * @param flags besides NLM_F_REQUEST
 */
export function writeRequest(writer: Writer, request: Request, flags = 0, sequence = 0): void {
  const start = writer.reserve(NLMSG_HDRLEN + GENL_HDRLEN);
  writer.patchU16(start + 4, request.family);
  writer.patchU16(start + 6, NLM_F_REQUEST | flags);
  writer.patchU32(start + 8, sequence);
  writer.patchU16(start + NLMSG_HDRLEN, request.command | (request.version << 8));
  request.body?.(writer);
  writer.patchU32(start, writer.length - start);
  writer.align(NLMSG_ALIGNTO);
}

/** Appends requests that have been written already, to a family and numbered from `first` on, and answers how many. */
export function writeNumbered(writer: Writer, messages: Uint8Array, family: number, first: number): number {
  const start = writer.length;
  writer.raw(messages);
  let count = 0;
  for (let at = 0; at < messages.length; at += aligned(u32At(messages, at))) {
    writer.patchU16(start + at + 4, family);
    writer.patchU32(start + at + 8, (first + count) >>> 0);
    count += 1;
  }
  return count;
}

/** Appends a message that is a header and no more: for netlink itself, not for a family. */
export function writeControl(writer: Writer, type: number, flags: number, sequence: number): void {
  const start = writer.reserve(NLMSG_HDRLEN);
  writer.patchU32(start, NLMSG_HDRLEN);
  writer.patchU16(start + 4, type);
  writer.patchU16(start + 6, flags);
  writer.patchU32(start + 8, sequence);
}
