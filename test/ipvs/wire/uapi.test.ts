import { describe, expect, it } from 'vitest';
import * as uapi from '../../../src/ipvs/wire/uapi.ts';
import { readHeader } from '../../netlink/header.ts';

const constants = readHeader('/usr/include/linux/ip_vs.h');

/** Named in other headers, or no numbers. */
const elsewhere = /^(AF_|IPPROTO_|IPVS_GENL_NAME$)/;

describe.skipIf(constants === undefined)('IPVS uAPI', () => {
  it.each(Object.entries(uapi).filter(([name]) => !elsewhere.test(name)))(
    '%s is the number of the installed header',
    (name, value) => {
      expect(value).toBe(constants?.get(name));
    },
  );
});
