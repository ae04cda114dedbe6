import { Buffer } from 'node:buffer';
import type { Message } from '../../src/netlink/message.ts';

/** A message as a reader gets it, of its recorded payload: header and attributes in hexadecimal. */
export function recorded(hex: string): Message {
  const before = 'ff'.repeat(8);
  const buffer = Buffer.from(`${before}${hex.replace(/\s/g, '')}ffff`, 'hex');
  const end = buffer.length - 2;
  return { type: 0, flags: 0, sequence: 0, buffer, start: 8, end, next: end };
}
