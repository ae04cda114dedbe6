import type { AddressFamily } from '../../ipvs/model.ts';
import { groupBy } from '../group.ts';
import type { Action, Chain, Hook, Packet, Rule } from './model.ts';
import { RuleIndex } from './rule-index.ts';

/** Hooks whose rules see a packet before IPVS does: those of packets from outside, and of this machine itself. */
const BEFORE_IPVS: readonly (Hook | undefined)[] = ['prerouting', 'input', 'output', undefined];

/** A rule and the chain that it is in. */
export interface Place {
  readonly chain: Chain;
  readonly rule: Rule;
}

/** All chains of a machine, whichever program made them, to be asked for thousands of packets. */
export class Firewall {
  readonly #base: ReadonlyMap<string, readonly Chain[]>;
  readonly #named: ReadonlyMap<string, Chain>;
  readonly #rules: ReadonlyMap<Chain, RuleIndex<Rule>>;
  /** Rules that may set a mark, where IPVS sees it, by family and mark; by family alone where they may set any. */
  readonly #marking: ReadonlyMap<string, readonly Rule[]>;
  /** Those of them that see packets of others. */
  readonly #markingOthers: ReadonlyMap<string, readonly Rule[]>;

  constructor(chains: readonly Chain[]) {
    const byPriority = chains.toSorted((a, b) => a.priority - b.priority);
    const hooked = byPriority.flatMap((chain) => chain.families.map((family) => ({ chain, family })));
    const groups = groupBy(hooked, ({ chain, family }) => `${chain.hook} ${family}`);
    this.#base = new Map(Array.from(groups, ([key, group]) => [key, group.map(({ chain }) => chain)]));
    this.#named = new Map(chains.map((chain) => [`${chain.table} ${chain.name}`, chain]));
    this.#rules = new Map(chains.map((chain) => [chain, new RuleIndex(chain.rules)]));
    this.#marking = rulesByMark(chains);
    this.#markingOthers = rulesByMark(chains.filter(({ hook }) => hook !== 'output'));
  }

  /** The chains that the kernel calls at a hook, in its order. */
  base(hook: Hook, family: AddressFamily): readonly Chain[] {
    return this.#base.get(`${hook} ${family}`) ?? [];
  }

  /** The chain that a rule of another one names. */
  named(from: Chain, name: string): Chain | undefined {
    return this.#named.get(`${from.table} ${name}`);
  }

  /** The rules of a chain that may match a packet, in order. */
  rulesFor(chain: Chain, packet: Packet): readonly Rule[] {
    return this.#rules.get(chain)?.for(packet) ?? [];
  }

  /** The rules that set a mark on packets of a family, where IPVS sees it. */
  rulesThatMark(mark: number, family: AddressFamily): readonly Rule[] {
    return this.#marking.get(`${family} ${mark}`) ?? [];
  }

  /** Whether a mark is only set on packets of this machine itself. */
  marksOwnOnly(mark: number, family: AddressFamily): boolean {
    const key = `${family} ${mark}`;
    return this.#marking.has(key) && !this.#markingOthers.has(key) && !this.#markingOthers.has(family);
  }

  /** Whether a rule is there that may set any mark: what it does is not known, or it sets some bits only. */
  mayMark(family: AddressFamily): boolean {
    return this.#marking.has(family);
  }
}

/** All bits of a mark. */
const ALL_BITS = 0xffff_ffff;

/** Keys of what an action may set: a mark, and any where it is not known, or where it leaves other bits as they are. */
function marksOf(action: Action): string[] {
  if (action.type === 'unknown') return [''];
  if (action.type !== 'mark') return [];
  const mark = ` ${action.mark >>> 0}`;
  return action.mask >>> 0 === ALL_BITS ? [mark] : [mark, ''];
}

function rulesByMark(chains: readonly Chain[]): Map<string, Rule[]> {
  const marking = chains
    .filter(({ hook }) => BEFORE_IPVS.includes(hook))
    .flatMap(({ families, rules }) =>
      rules.flatMap((rule) => {
        const marks = new Set(rule.actions.flatMap(marksOf));
        return families.flatMap((family) => Array.from(marks, (mark) => ({ key: family + mark, rule })));
      }),
    );
  const groups = groupBy(marking, ({ key }) => key);
  return new Map(Array.from(groups, ([key, group]) => [key, group.map(({ rule }) => rule)]));
}
