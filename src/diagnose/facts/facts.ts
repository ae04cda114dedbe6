import type { Host } from './host.ts';
import { reasonOf } from './reason.ts';
import { readRecord } from './record.ts';
import { type FactsOf, type Get, NotLookedAt, type RecordedSource, type Source, type Sources } from './source.ts';

/** Gives what a source says, or throws why it says nothing. */
type Supply = <T>(source: RecordedSource<T>, get: Get) => Promise<T>;

/** What is known of a machine. Each source is asked once, when something needs it. */
export class Facts {
  readonly #supply: Supply;
  readonly #known = new Map<Source<unknown>, Promise<unknown>>();

  /** @param supply how to get what is not derived: `ofHost`, `ofFolder` */
  constructor(supply: Supply) {
    this.#supply = supply;
  }

  /**
   * The fact of one source.
   *
   * @throws NotLookedAt when it, or a source that it is made of, cannot be read
   */
  readonly get: Get = <T>(source: Source<T>): Promise<T> => {
    // What is put in for a source is what it has said itself.
    const known = this.#known.get(source) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const asked = this.#ask(source).catch((cause: unknown) => {
      throw cause instanceof NotLookedAt ? cause : new NotLookedAt(source, reasonOf(cause), { cause });
    });
    this.#known.set(source, asked);
    return asked;
  };

  /** The facts of some sources. @throws NotLookedAt for the first that cannot be read */
  async all<S extends Sources>(sources: S): Promise<FactsOf<S>> {
    const facts: Record<string, unknown> = {};
    for (const [name, source] of Object.entries(sources)) facts[name] = await this.get(source);
    // Each name has the fact of its own source.
    return facts as FactsOf<S>;
  }

  async #ask<T>(source: Source<T>): Promise<T> {
    return 'derive' in source ? source.derive(this.get) : this.#supply(source, this.get);
  }
}

/** Facts of a machine as it is now. */
export const ofHost =
  (host: Host): Supply =>
  (source, get) =>
    source.read(host, get);

/** Facts that were recorded in a folder. */
export const ofFolder =
  (folder: string): Supply =>
  async (source) =>
    readRecord(folder, source);
