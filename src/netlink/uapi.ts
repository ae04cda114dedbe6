/**
 * Constants of the netlink and generic netlink headers, in the headers' own spelling.
 * Sources: linux/netlink.h, linux/genetlink.h; for sockets asm-generic/socket.h and the C library's.
 */

export const AF_NETLINK = 16;
export const NETLINK_ROUTE = 0;
export const NETLINK_GENERIC = 16;

export const SOCK_RAW = 3;
export const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
export const SO_RCVBUF = 8;
/** With a `struct timeval`: two 64-bit numbers on a 64-bit machine. */
export const SO_RCVTIMEO_OLD = 20;

/** Size of `struct nlmsghdr`: length u32, type u16, flags u16, sequence number u32, port id u32. */
export const NLMSG_HDRLEN = 16;
export const NLMSG_ALIGNTO = 4;

export const NLMSG_NOOP = 1;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const NLMSG_OVERRUN = 4;

export const NLM_F_REQUEST = 0x01;
export const NLM_F_MULTI = 0x02;
export const NLM_F_ACK = 0x04;
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_ROOT = 0x100;
export const NLM_F_MATCH = 0x200;
export const NLM_F_CREATE = 0x400;
export const NLM_F_DUMP = NLM_F_ROOT | NLM_F_MATCH;

/** Size of `struct nlattr`: length u16, type u16. */
export const NLA_HDRLEN = 4;
export const NLA_F_NESTED = 0x8000;
/** An attribute's type without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
export const NLA_TYPE_MASK = 0x3fff;

/** Size of `struct genlmsghdr`: command u8, version u8, reserved u16. */
export const GENL_HDRLEN = 4;
export const GENL_ID_CTRL = 0x10;

export const CTRL_CMD_NEWFAMILY = 1;
export const CTRL_CMD_GETFAMILY = 3;
export const CTRL_ATTR_FAMILY_ID = 1;
export const CTRL_ATTR_FAMILY_NAME = 2;
