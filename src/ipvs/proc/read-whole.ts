import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes of room at first. Memory that nothing is written to costs nothing, and growing copies. */
const ROOM = 4 * 1024 * 1024;

/**
 * The bytes of a file whose size the system does not tell, as those of `/proc`.
 *
 * @throws the system's error when it cannot be read
 */
export function readWhole(path: string): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    let buffer = Buffer.allocUnsafeSlow(ROOM);
    let length = 0;
    for (;;) {
      const size = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (size === 0) return buffer.subarray(0, length);
      length += size;
      if (length === buffer.length) buffer = Buffer.concat([buffer], 2 * length);
    }
  } finally {
    closeSync(descriptor);
  }
}
