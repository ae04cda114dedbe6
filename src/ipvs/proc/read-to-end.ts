import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes of room for a file at first. Memory that nothing is written to costs nothing, and growing copies. */
const ROOM = 4 * 1024 * 1024;

/**
 * The bytes of a file whose size the system does not tell, as those of `/proc`.
 *
 * @throws the system's error when it cannot be read
 */
export function readWhole(path: string): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    return readToEnd(ROOM, (buffer, at) => readSync(descriptor, buffer, at, buffer.length - at, null));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads until there is nothing left.
 *
 * @param room bytes at first; the buffer doubles when it is full
 * @param read puts bytes into a buffer from an offset on, and returns how many; 0 at the end
 */
export function readToEnd(room: number, read: (buffer: Buffer, at: number) => number): Buffer {
  let buffer = Buffer.allocUnsafeSlow(room);
  let length = 0;
  for (;;) {
    const size = read(buffer, length);
    if (size === 0) return buffer.subarray(0, length);
    length += size;
    if (length === buffer.length) buffer = Buffer.concat([buffer], 2 * length);
  }
}
