import { AttributeSet, optional } from '../../netlink/attributes.ts';
import { u32 } from '../../netlink/codec.ts';
import type { Message } from '../../netlink/message.ts';
import type { InterfaceAddress } from '../model.ts';
import { address } from './ip.ts';
import { readMessage } from './message.ts';
import * as uapi from './uapi.ts';

/** `struct ifaddrmsg`: family u8, prefix length u8, flags u8, scope u8, index u32. */
export const ADDRESS = {
  name: 'address',
  get: uapi.RTM_GETADDR,
  headerSize: 8,
  attributes: new AttributeSet('address', {
    /** Of the other end, where the interface is a point-to-point link. */
    address: optional(uapi.IFA_ADDRESS, address),
    local: optional(uapi.IFA_LOCAL, address),
    flags: optional(uapi.IFA_FLAGS, u32),
  }),
};

/** @returns `undefined` for an address that is not this host's, such as one of multicast */
export function readInterfaceAddress(message: Message): InterfaceAddress | undefined {
  const { header, values } = readMessage(ADDRESS, message);
  const own = values.local ?? values.address;
  if (own === undefined) return undefined;
  const flags = values.flags ?? header.getUint8(2);
  return {
    index: header.getUint32(4, true),
    address: own,
    prefixLength: header.getUint8(1),
    tentative: (flags & uapi.IFA_F_TENTATIVE) !== 0,
    duplicate: (flags & uapi.IFA_F_DADFAILED) !== 0,
  };
}
