import { Buffer } from 'node:buffer';
import type { Output } from '../../src/cli/files/streams.ts';

/** What a program would print, as text. */
export function textOf(output: Output): string {
  if (typeof output === 'string') return output;
  return Buffer.concat(output instanceof Uint8Array ? [output] : [...output]).toString();
}
