import { Buffer } from 'node:buffer';
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, formatIPv4, parseIPv4, parseIPv4Number, parseIPv6 } from '../../src/ipvs/address.ts';
import { ipv6Bytes } from './arbitrary.ts';

const hex = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('hex');
const fourBytes = fc.uint8Array({ minLength: 4, maxLength: 4 });
const sixteenBytes = fc.oneof(ipv6Bytes, fc.uint8Array({ minLength: 16, maxLength: 16 }).map(Buffer.from));

/** Text that is an IPv6 address or nearly one. */
const nearlyIPv6 = fc
  .tuple(
    fc.oneof(
      fc.ipV6(),
      sixteenBytes.map((bytes) => formatAddress('ipv6', bytes)),
    ),
    fc.array(fc.tuple(fc.nat(), mutation())),
  )
  .map(([address, mutations]) =>
    mutations.reduce((text, [at, mutate]) => mutate(text, at % (text.length + 1)), address),
  );

function mutation(): fc.Arbitrary<(text: string, at: number) => string> {
  const inserted = fc.constantFrom(':', '::', '.', '0', 'f', 'g', '1.2.3.4', ' ', '-', '00000', '256');
  return fc.oneof(
    inserted.map((piece) => (text: string, at: number) => text.slice(0, at) + piece + text.slice(at)),
    fc.constant((text: string, at: number) => text.slice(0, at) + text.slice(at + 1)),
    fc.constant((text: string, at: number) => text.slice(0, at)),
  );
}

describe('IPv4', () => {
  it('is read as it is written', () => {
    fc.assert(
      fc.property(fourBytes, (bytes) => {
        expect(parseIPv4(formatAddress('ipv4', bytes))).toStrictEqual(bytes);
      }),
    );
  });

  it('is written from a number as it is read into one', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (address) => {
        expect(parseIPv4Number(formatIPv4(address))).toBe(address);
      }),
    );
  });

  it.each([
    ['0.0.0.0', '00000000'],
    ['255.255.255.255', 'ffffffff'],
    ['10.0.0.1', '0a000001'],
    ['192.168.100.9', 'c0a86409'],
  ])('%s is %s', (text, bytes) => {
    expect(hex(parseIPv4(text))).toBe(bytes);
  });

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.',
    '.1.2.3',
    '1..2.3',
    '1.2.3.4 ',
    '-1.2.3.4',
    '1.2.3.0x4',
    '1.2.3.4e0',
    '１.2.3.4',
    '1.2.3.1000',
  ])('%j is none', (text) => {
    expect(parseIPv4(text)).toBeUndefined();
  });

  it('is what node:net says it is', () => {
    const nearly = fc.array(fc.constantFrom('0', '1', '25', '255', '256', '01', '', '.', '..', 'a'), { maxLength: 9 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.ipV4Extended(),
          nearly.map((parts) => parts.join('')),
          nearly.map((parts) => parts.join('.')),
        ),
        (text) => {
          expect(parseIPv4(text) !== undefined).toBe(isIPv4(text));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('IPv6', () => {
  it('is read as it is written', () => {
    fc.assert(
      fc.property(sixteenBytes, (bytes) => {
        expect(hex(parseIPv6(formatAddress('ipv6', bytes)))).toBe(hex(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('is what node:net says it is', () => {
    fc.assert(
      fc.property(nearlyIPv6, (text) => {
        fc.pre(!text.includes('%'));
        expect(parseIPv6(text) !== undefined).toBe(isIPv6(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('has the canonical form of inet_ntop, of which libuv has a copy', () => {
    fc.assert(
      fc.property(sixteenBytes, (bytes) => {
        // libuv writes the IPv4 form also behind seven zero groups, where glibc writes ::5.
        fc.pre(!/^(0000){7}/.test(bytes.toString('hex')));
        const address = formatAddress('ipv6', bytes);
        expect(address).toBe(new SocketAddress({ family: 'ipv6', address }).address);
      }),
      { numRuns: 500 },
    );
  });

  // Written by glibc's inet_ntop(3).
  it.each([
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['::5', '00000000000000000000000000000005'],
    ['::0.1.0.0', '00000000000000000000000000010000'],
    ['::1.2.3.4', '00000000000000000000000001020304'],
    ['::ffff:1.2.3.4', '00000000000000000000ffff01020304'],
    ['::ffff:0.0.0.0', '00000000000000000000ffff00000000'],
    ['::fffe:102:304', '00000000000000000000fffe01020304'],
    ['::ffff:0:102:304', '0000000000000000ffff000001020304'],
    ['1::', '00010000000000000000000000000000'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['1:0:3:4:5:6:7:8', '00010000000300040005000600070008'],
    ['1::4:5:6:7:8', '00010000000000040005000600070008'],
    ['0:2:3:4:5:6:7:8', '00000002000300040005000600070008'],
    ['1:2:3:4:5:6:7:0', '00010002000300040005000600070000'],
    ['1:2:3:4:5:6::', '00010002000300040005000600000000'],
    ['2001:db8::1:0:0:1', '20010db8000000000001000000000001'],
    ['2001:0:0:1::1', '20010000000000010000000000000001'],
    ['1::4:0:0:7:8', '00010000000000040000000000070008'],
    ['64:ff9b::a00:1', '0064ff9b00000000000000000a000001'],
    ['fe80::abcd:ef01:2345:6789', 'fe80000000000000abcdef0123456789'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ffffffffffffffffffffffffffffffff'],
  ])('%s is the canonical form of %s', (text, bytes) => {
    expect(formatAddress('ipv6', Buffer.from(bytes, 'hex'))).toBe(text);
    expect(hex(parseIPv6(text))).toBe(bytes);
  });

  it.each([
    ['2001:DB8::A', '20010db800000000000000000000000a'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
    ['::2:3:4:5:6:7:8', '00000002000300040005000600070008'],
    ['1:2:3:4:5:6:1.2.3.4', '00010002000300040005000601020304'],
    ['1::1.2.3.4', '00010000000000000000000001020304'],
    ['0:0:0:0:0:0:0:0', '00000000000000000000000000000000'],
    ['0001:0002:0003:0004:0005:0006:0007:0008', '00010002000300040005000600070008'],
  ])('%s is read as %s', (text, bytes) => {
    expect(hex(parseIPv6(text))).toBe(bytes);
  });

  it.each([
    '',
    ':',
    ':::',
    '1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4:5:6:7:8::',
    '1::2:3:4:5:6:7:8',
    ':1::',
    '1::2:',
    '12345::',
    'g::',
    '1.2.3.4',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1.2.3',
    '::1.2.3.256',
    '1:2:3:4:5:6:7:1.2.3.4',
    'fe80::1%eth0',
    '[::1]',
    ' ::1',
    '::1 ',
    '::-1',
  ])('%j is none', (text) => {
    expect(parseIPv6(text)).toBeUndefined();
  });
});
