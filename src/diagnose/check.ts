import type { FactsOf, Sources } from './facts/source.ts';
import type { Found, Severity } from './finding.ts';

/** What a row of the table of checks says of one check. Its texts make its page, `docs/findings/CODE.md`. */
export interface CheckTexts {
  /** `LVS101`. Never used again for another check, even when this one is gone: see `RETIRED`. */
  readonly code: `LVS${number}`;
  /** In words: `virtual-address-not-local`. */
  readonly name: string;
  /** The most severe that its findings are. */
  readonly severity: Severity;
  /** What is wrong, as the title of its page. */
  readonly title: string;
  /** What it means for clients, and how to see that. */
  readonly meaning: string;
  /** Why the kernel does that. */
  readonly reason: string;
  /** How to mend it. */
  readonly remedy: string;
  /** When it may be ignored. */
  readonly ignore: string;
  /** What `-v` says where nothing is wrong. */
  readonly right: string;
  /**
   * Set where it tells of a symptom. That is not reported of a service or a server for which its cause was found.
   */
  readonly symptom?: true;
}

/** A check of any facts. */
export interface Check extends CheckTexts {
  readonly needs: Sources;
  /** A pure function of the facts that it needs, given by the names of `needs`. */
  readonly find: (facts: FactsOf<Sources>) => Iterable<Found>;
}

/**
 * A row of the table of checks.
 *
 * @param row its texts, the facts that it needs, and a pure function from these to what is wrong
 */
export function check<const S extends Sources>(
  row: CheckTexts & { readonly needs: S; readonly find: (facts: FactsOf<S>) => Iterable<Found> },
): Check {
  // The runner gives each check the facts of its own `needs`.
  return { ...row, find: (facts) => row.find(facts as FactsOf<S>) };
}
