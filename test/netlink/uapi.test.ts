import { describe, expect, it } from 'vitest';
import * as uapi from '../../src/netlink/uapi.ts';
import { readHeader } from './header.ts';

const netlink = readHeader('/usr/include/linux/netlink.h');
const genetlink = readHeader('/usr/include/linux/genetlink.h');
const constants = netlink && genetlink && new Map([...netlink, ...genetlink]);

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

describe.skipIf(constants === undefined)('netlink uAPI', () => {
  const plain = Object.entries(uapi).filter(([name]) => !COMPUTED.includes(name));
  it.each(plain)('%s is the number of the installed header', (name, value) => {
    expect(value).toBe(constants?.get(name));
  });
});
