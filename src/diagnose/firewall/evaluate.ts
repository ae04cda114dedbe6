import type { Firewall, Place } from './firewall.ts';
import { matchesAll } from './matches.ts';
import type { Action, Chain, Hook, Packet, Rule } from './model.ts';

/** What decides: a rule, or the policy of a chain. */
export interface Decision {
  /** The chain that the kernel calls. */
  readonly base: Chain;
  /** The chain that the rule, or the policy, belongs to. */
  readonly chain: Chain;
  /** Absent for the policy. */
  readonly rule?: Rule | undefined;
}

/** A rule that a packet reaches, and its action. */
export interface Reached extends Place {
  readonly action: Action;
  /** Whether it is certain that the packet matches. */
  readonly certain: boolean;
}

/** What may become of a packet. Where a rule cannot be judged, more than one thing may. */
interface Outcomes {
  accepts: boolean;
  /** What may drop it, the first. */
  drops: Place | undefined;
  /** It may pass the end of the chain. */
  falls: boolean;
}

/** Chains that a packet may jump through: more is a mistake of ours. */
const DEEPEST = 32;

/**
 * What certainly drops a packet at a hook, if anything does. Where a rule on the way cannot be judged and may accept
 * it, nothing does.
 */
export function dropOf(firewall: Firewall, hook: Hook, packet: Packet): Decision | undefined {
  for (const chain of firewall.base(hook, packet.family)) {
    const { accepts, drops, falls } = walk(firewall, chain, { ...packet, hook }, 0);
    if (accepts || (falls && chain.policy === 'accept')) continue;
    return { base: chain, ...(drops ?? { chain }) };
  }
  return undefined;
}

/** The actions of some kind that a packet reaches at a hook, or may reach. */
export function* reached(
  firewall: Firewall,
  hook: Hook,
  packet: Packet,
  wanted: (action: Action) => boolean,
): Generator<Reached> {
  for (const chain of firewall.base(hook, packet.family)) {
    yield* reachedIn(firewall, chain, { ...packet, hook }, wanted, true, 0);
  }
}

function* reachedIn(
  firewall: Firewall,
  chain: Chain,
  packet: Packet,
  wanted: (action: Action) => boolean,
  sure: boolean,
  depth: number,
): Generator<Reached> {
  if (depth > DEEPEST) return;
  for (const rule of firewall.rulesFor(chain, packet)) {
    const match = matchesAll(rule.matches, packet);
    if (match === false) continue;
    const certain = sure && match === true;
    for (const action of rule.actions) {
      if (wanted(action)) yield { chain, rule, action, certain };
      if ('chain' in action) {
        const target = firewall.named(chain, action.chain);
        if (target !== undefined) yield* reachedIn(firewall, target, packet, wanted, certain, depth + 1);
      }
    }
    if (match === true && rule.actions.some(({ type }) => ['accept', 'drop', 'return', 'goto'].includes(type))) return;
  }
}

/** Takes a packet through one chain, and those that it jumps to. What may accept it ends this: no drop is certain. */
function walk(firewall: Firewall, chain: Chain, packet: Packet, depth: number): Outcomes {
  const outcomes: Outcomes = { accepts: false, drops: undefined, falls: false };
  for (const rule of firewall.rulesFor(chain, packet)) {
    const match = matchesAll(rule.matches, packet);
    if (match === false) continue;
    const stops = applyRule(firewall, chain, rule, packet, depth, outcomes);
    if (outcomes.accepts || (stops && match === true)) return outcomes;
  }
  outcomes.falls = true;
  return outcomes;
}

/** Adds what a rule may do with a packet. Returns whether nothing behind it is reached when it matches. */
function applyRule(
  firewall: Firewall,
  chain: Chain,
  rule: Rule,
  packet: Packet,
  depth: number,
  outcomes: Outcomes,
): boolean {
  for (const action of rule.actions) {
    switch (action.type) {
      case 'accept':
      case 'dnat':
      case 'snat':
        outcomes.accepts = true;
        return true;
      case 'drop':
        outcomes.drops ??= { chain, rule };
        return true;
      case 'return':
        outcomes.falls = true;
        return true;
      case 'unknown':
        outcomes.accepts = true;
        break;
      case 'jump':
      case 'goto': {
        const target = firewall.named(chain, action.chain);
        const inner =
          target === undefined || depth > DEEPEST
            ? { accepts: true, drops: undefined, falls: true }
            : walk(firewall, target, packet, depth + 1);
        outcomes.accepts ||= inner.accepts;
        outcomes.drops ??= inner.drops;
        if (action.type === 'goto') outcomes.falls ||= inner.falls;
        if (!inner.falls || action.type === 'goto') return true;
        break;
      }
      default:
        break;
    }
  }
  return false;
}
