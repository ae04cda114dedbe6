/** What the readers make of messages that Linux 6.18 has sent. */
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../src/netlink/errors.ts';
import { readInterfaceAddress } from '../../../src/route/wire/address.ts';
import { readLink } from '../../../src/route/wire/link.ts';
import { readNeighbour } from '../../../src/route/wire/neighbour.ts';
import { readRoute } from '../../../src/route/wire/route.ts';
import { readRule } from '../../../src/route/wire/rule.ts';
import { recorded } from '../recorded.ts';

describe('readLink', () => {
  it('reads a virtual cable in a bridge', () => {
    // Most attributes are left out.
    const message =
      recorded(`00000100020000004310010000000000 07000300 76310000 08000400dc050000 08000a0004000000 0a000100020000000009 0000
      240012000900010076657468000000000b00040062726964676500000800050001000000`);
    expect(readLink(message)).toEqual({
      index: 2,
      name: 'v1',
      kind: 'veth',
      linkAddress: '02:00:00:00:00:09',
      mtu: 1500,
      up: true,
      running: true,
      loopback: false,
      noArp: false,
      multicast: true,
      master: 4,
    });
  });

  it('reads the loopback, which is of no kind', () => {
    const message = recorded('00000403010000004900010000000000070003006c6f00000800040000000100');
    expect(readLink(message)).toMatchObject({ index: 1, name: 'lo', mtu: 65_536, up: true, loopback: true });
  });

  it('refuses a message without its header', () => {
    expect(() => readLink(recorded('0000040301000000'))).toThrow(ProtocolError);
  });
});

describe('readInterfaceAddress', () => {
  it('reads an IPv4 address', () => {
    const message = recorded(`0218800003000000080001000a090001080002000a0900010700030076300000080008008000000014000600
      ffffffffffffffffe8eb0200e8eb0200`);
    expect(readInterfaceAddress(message)).toEqual({
      index: 3,
      address: '10.9.0.1',
      prefixLength: 24,
      tentative: false,
      duplicate: false,
    });
  });

  it('reads the own end of a point-to-point address', () => {
    const message = recorded('0220800003000000080001000a090901080002000a09090907000300763000000800080080000000');
    expect(readInterfaceAddress(message)).toMatchObject({ address: '10.9.9.9', prefixLength: 32 });
  });

  it('sees that an IPv6 address is tentative', () => {
    const message = recorded(`0a40c000030000001400010020010db800080000000000000000000114000600ffffffffffffffff
      eaeb0200eaeb020008000800c0000000`);
    expect(readInterfaceAddress(message)).toMatchObject({
      address: '2001:db8:8::1',
      prefixLength: 64,
      tentative: true,
      duplicate: false,
    });
  });

  it('refuses an address of an unknown length', () => {
    expect(() => readInterfaceAddress(recorded('0218800003000000060002000a090000'))).toThrow(ProtocolError);
  });
});

describe('readRoute', () => {
  it('reads a route by a router, with the limit of the route', () => {
    const message = recorded(`02200000fe0000010002000008000f00fe000000080001000a0801010800040003000000080007000a090001
      080005000a0900020c000800080002007805000008001900000000002400 0c00
      0200000000000000000000000000000000000000000000000000000000000000`);
    expect(readRoute(message)).toEqual({
      type: 'unicast',
      output: 3,
      gateway: '10.9.0.2',
      source: '10.9.0.1',
      mtu: 1400,
    });
  });

  it('reads that an address is local, by its mark', () => {
    const message = recorded(`02200000fe0000020002008008000f00fe000000080001000a0102030800040001000000080007000a010203
      0800100005000000`);
    expect(readRoute(message)).toMatchObject({ type: 'local', output: 1 });
  });

  it('takes a type that is not known for another one', () => {
    expect(readRoute(recorded('02200000fe0000630002008008000400 01000000'))).toMatchObject({ type: 'other' });
  });
});

describe('readRule', () => {
  it('reads the mark of a rule', () => {
    const message = recorded(`02000000640000010000000008000f006400000008000e00ffffffff0500150000000000
      08000600fd7f000008000a000500000008001000ff000000`);
    expect(readRule(message)).toEqual({
      family: 'ipv4',
      priority: 32_765,
      looksUp: true,
      table: 100,
      mark: 5,
      mask: 255,
      from: undefined,
      fromLength: 0,
    });
  });

  it('reads a rule that forbids a source', () => {
    const message = recorded(`02001800000000080000000008000f000000000008000e00ffffffff0500150000000000
      08000600fc7f0000080002000a090000`);
    expect(readRule(message)).toMatchObject({ looksUp: false, from: '10.9.0.0', fromLength: 24 });
  });

  it('skips a rule of multicast routing', () => {
    expect(readRule(recorded('80000000fd0000010000000008000f00fd000000'))).toBeUndefined();
  });
});

describe('readNeighbour', () => {
  it('reads a neighbour that does not answer yet', () => {
    const message = recorded('020000000300000001000001080001000a09004d');
    expect(readNeighbour(message)).toEqual({
      index: 3,
      address: '10.9.0.77',
      state: 'incomplete',
      linkAddress: undefined,
    });
  });

  it('reads a neighbour that is entered by hand', () => {
    const message = recorded('020000000300000080000001080001000a0900050a0002000200000000010000');
    expect(readNeighbour(message)).toMatchObject({ state: 'permanent', linkAddress: '02:00:00:00:00:01' });
  });
});
