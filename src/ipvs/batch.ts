import { BATCH_SIZE } from '../netlink/connection.ts';
import { writeRequest } from '../netlink/message.ts';
import { Writer } from '../netlink/writer.ts';
import type { Operation } from './model.ts';
import { encodeOperation } from './wire/encode.ts';
import { KeyCache } from './wire/key-cache.ts';
import { IPVS_GENL_VERSION } from './wire/uapi.ts';

/** Bytes that most operations fit in as requests: the buffer grows where they don't. */
const TYPICAL_REQUEST = 150;

/**
 * Changes as the kernel takes them, as many as go into one datagram. They are written when they are added: a rule of a large
 * file is some hundred bytes here, and ten times that as objects.
 */
export class Batch {
  readonly #writer = new Writer(BATCH_SIZE * TYPICAL_REQUEST);
  readonly #keys = new KeyCache();
  #size = 0;

  /** Whether it takes no more changes. */
  get isFull(): boolean {
    return this.#size === BATCH_SIZE;
  }

  /**
   * Appends a change. One that cannot be written leaves the batch as it was.
   *
   * @throws TypeError when an operation holds no address where one belongs, or a text with a NUL
   * @throws RangeError when a number does not fit, and when the batch is full
   */
  add(operation: Operation): void {
    if (this.isFull) throw new RangeError(`a batch takes ${BATCH_SIZE} changes`);
    const start = this.#writer.length;
    try {
      const { command, body } = encodeOperation(operation, this.#keys);
      // Which number the kernel has given to its IPVS is not known yet: the connection fills it in.
      writeRequest(this.#writer, { family: 0, version: IPVS_GENL_VERSION, command, body });
    } catch (error) {
      this.#writer.clear(start);
      throw error;
    }
    this.#size += 1;
  }

  /** The requests, one behind the other, without family and sequence numbers. */
  bytes(): Uint8Array {
    return this.#writer.bytes();
  }
}
