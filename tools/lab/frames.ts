import { Transform } from 'node:stream';

/** A console line holds this much before it stops the sender; longer frames gain nothing. */
const LONGEST = 65_536;

/**
 * Wraps a byte stream for a line that has no end of file: each frame is its length in decimal, a newline and the
 * bytes; the frame of length 0 is the end.
 */
export function frames(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = 0; at < chunk.length; at += LONGEST) {
        const part = chunk.subarray(at, at + LONGEST);
        this.push(`${part.length}\n`);
        this.push(part);
      }
      done();
    },
    flush(done) {
      done(null, '0\n');
    },
  });
}
