import { type Reached, reached } from './evaluate.ts';
import type { Firewall } from './firewall.ts';
import type { Packet } from './model.ts';

/** The mark of a packet, and the last rule that has set it. */
export interface Marking {
  readonly mark: number;
  readonly rule: Reached;
}

/** The mark that a packet from outside has when IPVS sees it. Absent where none is set, or that is not certain. */
export function markingOf(firewall: Firewall, packet: Packet): Marking | undefined {
  let marking: Marking | undefined;
  for (const hook of ['prerouting', 'input'] as const) {
    for (const rule of reached(firewall, hook, packet, ({ type }) => type === 'mark' || type === 'unknown')) {
      const { action, certain } = rule;
      if (!certain || action.type !== 'mark') return undefined;
      const { mark, mask } = action;
      marking = { mark: (((marking?.mark ?? 0) & ~mask) | (mark & mask)) >>> 0, rule };
    }
  }
  return marking;
}
