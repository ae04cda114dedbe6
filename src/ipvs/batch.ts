import { BATCH_SIZE } from '../netlink/connection.ts';
import { writeRequest } from '../netlink/message.ts';
import { Writer } from '../netlink/writer.ts';
import type { Operation } from './model.ts';
import { encodeOperation } from './wire/encode.ts';
import { KeyCache } from './wire/key-cache.ts';
import { IPVS_GENL_VERSION } from './wire/uapi.ts';

/** Bytes of most requests. The buffer grows if they take more. */
const TYPICAL_REQUEST = 150;

/**
 * Changes in the kernel's form, as many as one datagram takes. They are written when they are added: a rule of a large
 * file is some hundred bytes here, and ten times that as objects.
 */
export class Batch {
  readonly #writer = new Writer(BATCH_SIZE * TYPICAL_REQUEST);
  readonly #keys = new KeyCache();
  #size = 0;

  /** Whether it holds BATCH_SIZE changes. */
  get isFull(): boolean {
    return this.#size === BATCH_SIZE;
  }

  /**
   * Appends a change. One that cannot be written leaves the batch as it was.
   *
   * @throws TypeError when an address or a netmask is invalid, or a text holds a NUL
   * @throws RangeError when a number does not fit, and when the batch is full
   */
  add(operation: Operation): void {
    if (this.isFull) throw new RangeError(`a batch takes ${BATCH_SIZE} changes`);
    const start = this.#writer.length;
    try {
      const { command, body } = encodeOperation(operation, this.#keys);
      // The connection fills in the family's number.
      writeRequest(this.#writer, { family: 0, version: IPVS_GENL_VERSION, command, body });
    } catch (error) {
      this.#writer.clear(start);
      throw error;
    }
    this.#size += 1;
  }

  /** The requests, one after the other, without family and sequence numbers. */
  bytes(): Uint8Array {
    return this.#writer.bytes();
  }
}
