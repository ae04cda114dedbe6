import { AttributeSet, nested, optional, required } from '../../netlink/attributes.ts';
import { string, u32 } from '../../netlink/codec.ts';
import type { Message } from '../../netlink/message.ts';
import type { Link } from '../model.ts';
import { linkAddress } from './ip.ts';
import { readMessage } from './message.ts';
import * as uapi from './uapi.ts';

/** `struct ifinfomsg`: family u8, pad u8, type u16, index s32, flags u32, change u32. */
export const LINK = {
  name: 'link',
  get: uapi.RTM_GETLINK,
  headerSize: 16,
  attributes: new AttributeSet('link', {
    linkAddress: optional(uapi.IFLA_ADDRESS, linkAddress),
    name: required(uapi.IFLA_IFNAME, string),
    mtu: required(uapi.IFLA_MTU, u32),
    master: optional(uapi.IFLA_MASTER, u32),
    info: optional(
      uapi.IFLA_LINKINFO,
      nested(new AttributeSet('link info', { kind: optional(uapi.IFLA_INFO_KIND, string) })),
    ),
  }),
};

export function readLink(message: Message): Link {
  const { header, values } = readMessage(LINK, message);
  const flags = header.getUint32(8, true);
  const { name, linkAddress, mtu, master, info } = values;
  return {
    index: header.getInt32(4, true),
    name,
    kind: info?.kind,
    linkAddress,
    mtu,
    up: (flags & uapi.IFF_UP) !== 0,
    running: (flags & uapi.IFF_UP) !== 0 && (flags & uapi.IFF_LOWER_UP) !== 0,
    loopback: (flags & uapi.IFF_LOOPBACK) !== 0,
    noArp: (flags & uapi.IFF_NOARP) !== 0,
    multicast: (flags & uapi.IFF_MULTICAST) !== 0,
    master,
  };
}
