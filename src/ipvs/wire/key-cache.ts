import { Writer } from '../../netlink/writer.ts';
import { sameKey } from '../key.ts';
import type { ServiceKey } from '../model.ts';
import { serviceKeySet } from './service.ts';

/** Bytes of a service's key as attributes. */
const LONGEST_KEY = 44;

/** Encodes keys of services, and keeps the last: the servers of a service follow one another, with the same key. */
export class KeyCache {
  #last: { readonly key: ServiceKey; readonly bytes: ReturnType<Writer['bytes']> } | undefined;

  /** @throws TypeError or RangeError when the key cannot be written */
  encode(key: ServiceKey) {
    if (this.#last === undefined || !sameKey(this.#last.key, key)) {
      const writer = new Writer(LONGEST_KEY);
      serviceKeySet.encode(writer, { key });
      // Copied, because the caller may change it.
      this.#last = { key: { ...key }, bytes: writer.bytes() };
    }
    return this.#last.bytes;
  }
}
