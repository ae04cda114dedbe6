import { describe, expect, it } from 'vitest';
import * as uapi from '../../src/netlink/uapi.ts';
import { readHeader } from './header.ts';

const netlink = readHeader('/usr/include/linux/netlink.h');
const genetlink = readHeader('/usr/include/linux/genetlink.h');
const socket = readHeader('/usr/include/asm-generic/socket.h');
const constants = netlink && genetlink && socket && new Map([...netlink, ...genetlink, ...socket]);

/** What the headers compute with macros that only a compiler reads. */
const COMPUTED = [
  'NLMSG_HDRLEN',
  'NLA_HDRLEN',
  'NLA_TYPE_MASK',
  'NLM_F_DUMP',
  'GENL_HDRLEN',
  'GENL_ID_CTRL',
  'NLA_F_NESTED',
];

/** Of the C library's headers: no macros, or macros of macros. */
const OF_THE_C_LIBRARY = ['AF_NETLINK', 'SOCK_RAW', 'SOCK_CLOEXEC'];

describe.skipIf(constants === undefined)('netlink uAPI', () => {
  const plain = Object.entries(uapi).filter(([name]) => ![...COMPUTED, ...OF_THE_C_LIBRARY].includes(name));
  it.each(plain)('%s is the number of the installed header', (name, value) => {
    expect(value).toBe(constants?.get(name));
  });
});
