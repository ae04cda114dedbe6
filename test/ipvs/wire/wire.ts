import { Buffer } from 'node:buffer';
import type { AttributeSet, AttributeTable, Values } from '../../../src/netlink/attributes.ts';
import { Writer } from '../../../src/netlink/writer.ts';

/** Writes values and reads them again: what the kernel would hand back. */
export function overTheWire<T extends AttributeTable>(set: AttributeSet<T>, values: Values<T>): Values<T> {
  const writer = new Writer();
  set.encode(writer, values);
  const payload = Buffer.from(writer.bytes());
  return set.decode(payload, 0, payload.length);
}

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
