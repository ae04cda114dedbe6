import { AttributeSet, optional } from '../../netlink/attributes.ts';
import type { Codec } from '../../netlink/codec.ts';
import type { Message } from '../../netlink/message.ts';
import { NEIGHBOUR_STATES, type Neighbour } from '../model.ts';
import { address, familyOf } from './ip.ts';
import { readMessage } from './message.ts';
import * as uapi from './uapi.ts';

/** A hardware address of any length. */
const linkAddress: Codec<string> = {
  write: () => {
    throw new TypeError('a hardware address is only read');
  },
  read: (buffer, start, end) => buffer.toString('hex', start, end).replace(/(?<=..)..(?=(..)*$)/g, ':$&'),
};

/** `struct ndmsg`: family u8, three of padding, index s32, state u16, flags u8, type u8. */
export const NEIGHBOUR = {
  name: 'neighbour',
  get: uapi.RTM_GETNEIGH,
  headerSize: 12,
  attributes: new AttributeSet('neighbour', {
    address: optional(uapi.NDA_DST, address),
    linkAddress: optional(uapi.NDA_LLADDR, linkAddress),
  }),
};

/** @returns `undefined` for what is no neighbour of the Internet Protocol */
export function readNeighbour(message: Message): Neighbour | undefined {
  const { header, values } = readMessage(NEIGHBOUR, message);
  if (familyOf(header.getUint8(0)) === undefined || values.address === undefined) return undefined;
  const bits = header.getUint16(8, true);
  return {
    index: header.getInt32(4, true),
    address: values.address,
    state: NEIGHBOUR_STATES[31 - Math.clz32(bits)] ?? 'none',
    linkAddress: values.linkAddress,
  };
}
