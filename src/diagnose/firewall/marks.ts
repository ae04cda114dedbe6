import type { AddressFamily } from '../../ipvs/model.ts';
import type { Action, Chain, Hook, Rule } from './model.ts';

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
