import { fstatSync, readSync, writeSync } from 'node:fs';
import { readToEnd } from '../../ipvs/proc/read-to-end.ts';
import { codeOf } from '../../netlink/errors.ts';
import { decodeText } from './text.ts';

/** Milliseconds between two attempts when the other end of a non-blocking pipe is slower than we are. */
const RETRY_DELAY = 2;

/** Bytes of room at first when the size is not known. */
const CHUNK = 64 * 1024;

/** More than any text can have: a read of as much or more would be a read of nothing. */
const LONGEST = 2 ** 30;

/** Tries again while a non-blocking descriptor is not ready. Another process may have made ours non-blocking. */
function untilReady(attempt: () => number): number {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_DELAY);
    }
  }
}

/** A text, its bytes, or pieces of these. */
export type Output = string | Uint8Array | Iterable<Uint8Array>;

/**
 * Writes all of a text to a file descriptor before it returns, so that exiting right after loses nothing.
 *
 * `process.stdout` would do for that only where it is a file, and opening it costs a tenth of a start.
 *
 * @throws the system's error: EPIPE when the reader has gone, ENOSPC when the disk is full
 */
export function writeFully(descriptor: number, output: Output): void {
  if (typeof output === 'string') writeBytes(descriptor, new TextEncoder().encode(output));
  else if (output instanceof Uint8Array) writeBytes(descriptor, output);
  else for (const piece of output) writeBytes(descriptor, piece);
}

function writeBytes(descriptor: number, bytes: Uint8Array): void {
  let left = bytes;
  while (left.length > 0) left = left.subarray(untilReady(() => writeSync(descriptor, left)));
}

/**
 * Reads a file descriptor to its end, as text.
 *
 * @throws the system's error: EISDIR for a folder, EBADF for what is closed
 */
export function readFully(descriptor: number): string {
  // When the size is known, there is room for all of it at once, and one byte more, so that the end is seen.
  const room = Math.max(Math.min(fstatSync(descriptor).size + 1, LONGEST), CHUNK);
  return decodeText(
    readToEnd(room, (buffer, at) => untilReady(() => readSync(descriptor, buffer, at, buffer.length - at, null))),
  );
}
