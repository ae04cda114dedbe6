/** A family for tests whose entries each say one number, and how it is asked. */
import type { Buffer } from 'node:buffer';
import { AttributeSet, required } from '../../src/netlink/attributes.ts';
import { u32 } from '../../src/netlink/codec.ts';
import { SocketError } from '../../src/netlink/errors.ts';
import { readAttributes } from '../../src/netlink/family.ts';
import { type Message, type Request, writeRequest } from '../../src/netlink/message.ts';
import { Writer } from '../../src/netlink/writer.ts';
import { attribute, done, entry, only, type Script, type SeenRequest, u32le } from './fake-kernel.ts';

export const NLM_F_DUMP = 0x300;
export const NLM_F_MULTI = 2;

export const FAMILY = 0x20;
export const request: Request = { family: FAMILY, command: 7, version: 1 };

const number = readAttributes(new AttributeSet('number', { value: required(1, u32) }));
export const read = (received: Message): number => number(received).value;

/** An entry that says a number. */
export const say = (to: SeenRequest, value: number, flags = NLM_F_MULTI): Buffer =>
  entry(to, [attribute(1, u32le(value))], flags);

/** A dump of numbers, each in a datagram of its own. */
export const dumpOf =
  (...values: readonly number[]): Script =>
  (requests) => [...values.map((value) => say(only(requests), value)), done(only(requests))];

/** Requests in the form that `Connection.apply` takes. */
export function written(requests: readonly Request[]): Uint8Array {
  const writer = new Writer();
  for (const one of requests) writeRequest(writer, one);
  return writer.bytes();
}

export const enobufs = (): SocketError => new SocketError('ENOBUFS', 'the queue is full');
