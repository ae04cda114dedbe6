import type { RecordedHost } from './recorded-host.ts';

/** A recorded host on which a check has to be silent. */
export interface SilentCase {
  readonly title: string;
  readonly host: RecordedHost;
}

/** A recorded host on which a check has to fire. The first of a check is the example on its page. */
export interface FiringCase extends SilentCase {
  /** What it has to name. */
  readonly objects: readonly string[];
}

/** The hosts on which a check is tested, beside all healthy ones. */
export interface Cases {
  readonly fires: readonly FiringCase[];
  readonly silent: readonly SilentCase[];
}

/** Cases by the code of their check. */
export type CasesByCode = Readonly<Record<string, Cases>>;
