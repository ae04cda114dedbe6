import { AttributeSet, optional } from '../../netlink/attributes.ts';
import { u32 } from '../../netlink/codec.ts';
import type { Message } from '../../netlink/message.ts';
import type { RoutingRule } from '../model.ts';
import { address, familyOf } from './ip.ts';
import { readMessage } from './message.ts';
import * as uapi from './uapi.ts';

/**
 * `struct fib_rule_hdr`: family u8, lengths of destination and source in bits u8, tos u8, table u8, two reserved,
 * action u8, flags u32.
 */
export const RULE = {
  name: 'routing rule',
  get: uapi.RTM_GETRULE,
  headerSize: 12,
  attributes: new AttributeSet('routing rule', {
    /** Absent for the first rule, 0. */
    priority: optional(uapi.FRA_PRIORITY, u32),
    table: optional(uapi.FRA_TABLE, u32),
    mark: optional(uapi.FRA_FWMARK, u32),
    mask: optional(uapi.FRA_FWMASK, u32),
    from: optional(uapi.FRA_SRC, address),
  }),
};

/** @returns `undefined` for rules of other families, such as those of multicast routing */
export function readRule(message: Message): RoutingRule | undefined {
  const { header, values } = readMessage(RULE, message);
  const family = familyOf(header.getUint8(0));
  if (family === undefined) return undefined;
  const { priority = 0, table = header.getUint8(4), mark, mask, from } = values;
  return {
    family,
    priority,
    looksUp: header.getUint8(7) === uapi.FR_ACT_TO_TBL,
    table,
    mark,
    mask,
    from,
    fromLength: header.getUint8(2),
  };
}
