import { PrefixIndex } from '../prefix.ts';
import type { Condition, Packet } from './model.ts';

/** Ends of a packet by which rules are found. */
const ENDS = ['destination', 'source'] as const;
type End = (typeof ENDS)[number];

/** Positions of the rules that name an end. */
interface Named {
  readonly all: number[];
  readonly byPrefix: PrefixIndex<number>;
}

/**
 * Rules of a chain, or elements of a set, by the addresses that they are for. A director of thousands of services may
 * have one for each: looking at all of them for each service would take minutes.
 */
export class RuleIndex<T extends Condition> {
  readonly #rules: readonly T[];
  /** Positions of those that are for any address. */
  readonly #general: number[] = [];
  readonly #named: Readonly<Record<End, Named>> = {
    destination: { all: [], byPrefix: new PrefixIndex() },
    source: { all: [], byPrefix: new PrefixIndex() },
  };

  constructor(rules: readonly T[]) {
    this.#rules = rules;
    for (const [position, rule] of rules.entries()) {
      const end = ENDS.find((one) => rule[`${one}s`].length > 0);
      if (end === undefined) {
        this.#general.push(position);
        continue;
      }
      this.#named[end].all.push(position);
      for (const prefix of rule[`${end}s`]) this.#named[end].byPrefix.add(prefix, position);
    }
  }

  /** The rules that may match a packet, in their order: others are for other addresses. */
  for(packet: Packet): readonly T[] {
    const positions = ENDS.flatMap((end) => {
      const [address, { all, byPrefix }] = [packet[end], this.#named[end]];
      return address === undefined || all.length === 0 ? all : byPrefix.covering(address);
    });
    if (positions.length === 0 && this.#general.length === this.#rules.length) return this.#rules;
    const wanted = new Set([...this.#general, ...positions]);
    return [...wanted].sort((a, b) => a - b).flatMap((position) => this.#rules[position] ?? []);
  }
}
