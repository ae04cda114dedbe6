import { describe, expect, it } from 'vitest';
import * as uapi from '../../../src/route/wire/uapi.ts';
import { readHeader } from '../../netlink/header.ts';

const headers = ['rtnetlink', 'if_addr', 'if_link', 'fib_rules', 'neighbour', 'if'].map((name) =>
  readHeader(`/usr/include/linux/${name}.h`),
);

/** Of the C library's headers, and those that an enum gives as shifts. */
const elsewhere = /^(AF_|IFF_)/;

describe.skipIf(headers.includes(undefined))('rtnetlink uAPI', () => {
  const constants = new Map(headers.flatMap((header) => [...(header ?? [])]));
  it.each(Object.entries(uapi).filter(([name]) => !elsewhere.test(name)))(
    '%s is the number of the installed header',
    (name, value) => {
      expect(value).toBe(constants.get(name));
    },
  );
});
