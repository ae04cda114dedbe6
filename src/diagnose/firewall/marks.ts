import type { AddressFamily } from '../../ipvs/model.ts';
import { type Reached, reached } from './evaluate.ts';
import type { Action, Chain, Hook, Packet, Rule } from './model.ts';

/** Hooks whose rules see a packet before IPVS does: those of packets from outside, and of this machine itself. */
const BEFORE_IPVS: readonly (Hook | undefined)[] = ['prerouting', 'input', 'output', undefined];

/** The rules that set a mark on packets of a family, where IPVS sees it. */
export const rulesThatMark = (chains: readonly Chain[], mark: number, family: AddressFamily): Rule[] =>
  rulesWith(chains, family, (action) => action.type === 'mark' && action.mark >>> 0 === mark);

/** Whether a rule is there that may set any mark: what it does is not known. */
export const mayMark = (chains: readonly Chain[], family: AddressFamily): boolean =>
  rulesWith(chains, family, ({ type }) => type === 'unknown').length > 0;

const rulesWith = (chains: readonly Chain[], family: AddressFamily, wanted: (action: Action) => boolean): Rule[] =>
  chains
    .filter(({ families, hook }) => families.includes(family) && BEFORE_IPVS.includes(hook))
    .flatMap(({ rules }) => rules.filter(({ actions }) => actions.some(wanted)));

/** The mark of a packet, and the last rule that has set it. */
export interface Marking {
  readonly mark: number;
  readonly rule: Reached;
}

/** The mark that a packet from outside has when IPVS sees it. Absent where none is set, or that is not certain. */
export function markingOf(chains: readonly Chain[], packet: Packet): Marking | undefined {
  let marking: Marking | undefined;
  for (const hook of ['prerouting', 'input'] as const) {
    for (const rule of reached(chains, hook, packet, ({ type }) => type === 'mark' || type === 'unknown')) {
      const { action, certain } = rule;
      if (!certain || action.type !== 'mark') return undefined;
      const { mark, mask } = action;
      marking = { mark: (((marking?.mark ?? 0) & ~mask) | (mark & mask)) >>> 0, rule };
    }
  }
  return marking;
}
