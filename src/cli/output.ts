import { writeSync } from 'node:fs';

/** Milliseconds between two tries when the reader of a non-blocking pipe is slower than we are. */
const RETRY_DELAY = 2;

/**
 * Writes all of a text to a file descriptor before it returns, so that exiting right after loses nothing.
 *
 * `process.stdout` would do for that only where it is a file, and opening it costs a tenth of a start.
 *
 * @throws the system's error: EPIPE when the reader has gone, ENOSPC when the disk is full
 */
export function writeFully(descriptor: number, text: string): void {
  let bytes: Uint8Array = new TextEncoder().encode(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(descriptor, bytes));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_DELAY);
    }
  }
}
