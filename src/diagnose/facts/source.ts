import type { z } from 'zod';
import type { Host } from './host.ts';

/** Gives the fact of another source. */
export type Get = <T>(source: Source<T>) => Promise<T>;

interface Named {
  /** One word. */
  readonly name: string;
  /** What is looked at, as a reader of the report knows it: `the rules of nftables`. */
  readonly title: string;
}

/** What was asked by packets. */
export interface Sent {
  readonly asked: number;
  /** What was too much to ask. */
  readonly leftOut: number;
}

/** Something that is read from this machine. `--record` writes it to NAME.json, and `--facts` reads it from there. */
export interface RecordedSource<T> extends Named {
  /** What NAME.json holds, checked and made a fact of. */
  readonly schema: z.ZodType<T>;
  /**
   * How much was asked. Set for what is asked by packets, and only where that is wanted: then it is no gap that it is
   * not known.
   */
  probe?(fact: T): Sent;
  /** What is written to NAME.json. Absent where a fact is plain JSON. Counters may be bigint: they become text. */
  toJson?(fact: T): unknown;
  /** Any error means that it cannot be looked at, and says why. */
  readonly read: (host: Host, get: Get) => Promise<T>;
}

/** Something that follows from what was read. */
export interface DerivedSource<T> extends Named {
  readonly derive: (get: Get) => Promise<T>;
}

/** Something that checks need to know. */
export type Source<T> = RecordedSource<T> | DerivedSource<T>;

/** Sources by the names that a check calls their facts. */
export type Sources = Readonly<Record<string, Source<unknown>>>;

/** The facts that sources give, by the same names. */
export type FactsOf<S extends Sources> = {
  readonly [K in keyof S]: S[K] extends Source<infer T> ? T : never;
};

/** A fact that is not known. */
export class NotLookedAt extends Error {
  override readonly name = 'NotLookedAt';
  /** Title of the source. */
  readonly title: string;
  readonly reason: string;
  /** Set where nobody wanted it to be looked at. */
  readonly isProbe: boolean;

  constructor(source: Source<unknown>, reason: string, options?: ErrorOptions) {
    const { title } = source;
    super(`${title}: ${reason}`, options);
    this.title = title;
    this.isProbe = 'probe' in source && source.probe !== undefined;
    this.reason = reason;
  }
}
