import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Facts } from '../../src/diagnose/facts/facts.ts';
import { readRecord } from '../../src/diagnose/facts/record.ts';
import type { RecordedSource } from '../../src/diagnose/facts/source.ts';

const HOSTS = fileURLToPath(new URL('hosts', import.meta.url));

/** Names of the recorded hosts. All are healthy directors. */
export const HOST_NAMES: readonly string[] = readdirSync(HOSTS);

type Change = (fact: unknown) => unknown;

/** A director that was recorded by `--record`, and what of it a test has changed. */
export class RecordedHost {
  readonly #folder: string;
  readonly #changes: ReadonlyMap<RecordedSource<unknown>, Change>;

  private constructor(folder: string, changes: ReadonlyMap<RecordedSource<unknown>, Change>) {
    this.#folder = folder;
    this.#changes = changes;
  }

  /** The healthy host of a folder. */
  static named(name: string): RecordedHost {
    return new RecordedHost(`${HOSTS}/${name}`, new Map());
  }

  /** The same host with one fact changed. */
  with<T>(source: RecordedSource<T>, change: (fact: T) => T): RecordedHost {
    const before = this.#changes.get(source);
    // A change gets what its own source has said.
    const next: Change = (fact) => change((before === undefined ? fact : before(fact)) as T);
    return new RecordedHost(this.#folder, new Map([...this.#changes, [source, next]]));
  }

  facts(): Facts {
    return new Facts(async <T>(source: RecordedSource<T>): Promise<T> => {
      const fact = readRecord(this.#folder, source);
      const change = this.#changes.get(source);
      return change === undefined ? fact : (change(fact) as T);
    });
  }
}
