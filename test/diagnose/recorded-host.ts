import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Facts } from '../../src/diagnose/facts/facts.ts';
import { readRecord } from '../../src/diagnose/facts/record.ts';
import type { RecordedSource } from '../../src/diagnose/facts/source.ts';

const HOSTS = fileURLToPath(new URL('hosts', import.meta.url));

/** Names of the recorded hosts. All are healthy directors. */
export const HOST_NAMES: readonly string[] = readdirSync(HOSTS);

/** Makes another fact of what was recorded, if it asks for that. */
type Change = (recorded: () => unknown) => unknown;

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
    return this.#with(source, (recorded) => change((before === undefined ? recorded() : before(recorded)) as T));
  }

  /** The same host with a fact that was not recorded. */
  given<T>(source: RecordedSource<T>, fact: T): RecordedHost {
    return this.#with(source, () => fact);
  }

  #with(source: RecordedSource<unknown>, change: Change): RecordedHost {
    return new RecordedHost(this.#folder, new Map([...this.#changes, [source, change]]));
  }

  facts(): Facts {
    return new Facts(async <T>(source: RecordedSource<T>): Promise<T> => {
      const recorded = (): T => readRecord(this.#folder, source);
      const change = this.#changes.get(source);
      return change === undefined ? recorded() : (change(recorded) as T);
    });
  }
}
