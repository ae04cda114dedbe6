import { Buffer } from 'node:buffer';

/** Bytes of a length before a datagram. */
const HEADER = 4;

/** A datagram as it goes through a stream, which knows no borders: with its length before it. */
export function frame(datagram: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(datagram.length);
  return Buffer.concat([header, datagram]);
}

/** Finds the datagrams again. */
export class Frames {
  readonly #take: (datagram: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  /** @param take takes each datagram as soon as it is whole */
  constructor(take: (datagram: Buffer) => void) {
    this.#take = take;
  }

  /** Takes the next bytes of the stream. */
  add(bytes: Buffer): void {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    while (all.length - at >= HEADER) {
      const end = at + HEADER + all.readUInt32LE(at);
      if (end > all.length) break;
      this.#take(all.subarray(at + HEADER, end));
      at = end;
    }
    this.#rest = all.subarray(at);
  }
}
