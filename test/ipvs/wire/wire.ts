import { Buffer } from 'node:buffer';
import type { Codec } from '../../../src/netlink/codec.ts';
import { Writer } from '../../../src/netlink/writer.ts';

/** The payload that a codec writes for a value. */
export function payloadOf<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new Writer();
  const length = codec.write(writer, value, 'value');
  return Buffer.from(writer.bytes().subarray(0, length));
}

/** The value that a codec reads from a payload. */
export const readPayload = <T>(codec: Codec<T>, payload: Buffer): T => codec.read(payload, 0, payload.length, 'value');

/** Writes a value and reads it again: what the kernel would hand back. */
export const overTheWire = <T>(codec: Codec<T>, value: T): T => readPayload(codec, payloadOf(codec, value));

/**
 * The attributes of a run, nested ones by path: `{ '1/4': '0050' }` is attribute 4 in attribute 1. It follows the flag
 * NLA_F_NESTED alone and knows no table.
 */
export function dissect(run: Buffer, path = ''): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let at = 0; at < run.length; ) {
    const length = run.readUInt16LE(at);
    const type = run.readUInt16LE(at + 2);
    if (length < 4 || at + length > run.length) throw new Error(`attribute of ${length} bytes at ${at}`);
    const payload = run.subarray(at + 4, at + length);
    const name = `${path}${type & 0x3fff}`;
    if (type & 0x8000) Object.assign(attributes, dissect(payload, `${name}/`));
    else attributes[name] = payload.toString('hex');
    at += (length + 3) & ~3;
  }
  return attributes;
}
