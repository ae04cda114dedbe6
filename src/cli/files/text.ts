import { type Buffer, isUtf8 } from 'node:buffer';

/** Sequences of UTF-8 (RFC 3629), and single bytes that belong to none, in Latin-1. */
const SEQUENCES =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** Bytes as text: UTF-8, and `\xff` for a byte that is not. An error that repeats such a line shows what is in it. */
export function decodeText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return bytes
    .toString('latin1')
    .replace(SEQUENCES, (sequence) =>
      sequence.length === 1
        ? `\\x${sequence.charCodeAt(0).toString(16)}`
        : new TextDecoder().decode(Uint8Array.from(sequence, (byte) => byte.charCodeAt(0))),
    );
}
