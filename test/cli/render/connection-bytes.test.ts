import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numericConnections } from '../../../src/cli/render/connection-bytes.ts';
import { renderConnection } from '../../../src/cli/render/connections.ts';
import { parseConnection } from '../../../src/ipvs/proc/connections.ts';
import { numeric } from '../../../src/rules/naming.ts';
import { kernelLine, pieceOf } from '../../ipvs/proc/kernel-lines.ts';

const listing = (blocks: readonly (readonly string[])[], withEngine: boolean): string =>
  Array.from(numericConnections(blocks.map(pieceOf), withEngine), String).join('');

describe('connections from bytes to bytes', () => {
  it.each([false, true])('are listed as by way of their entries (engine: %s)', (withEngine) => {
    fc.assert(
      fc.property(fc.array(fc.array(kernelLine, { maxLength: 30 }), { maxLength: 5 }), (blocks) => {
        const expected = blocks.flat().map((one) => renderConnection(parseConnection(one), numeric, withEngine));
        expect(listing(blocks, withEngine)).toBe(expected.join(''));
      }),
    );
  });

  it.each<[string, string, string]>([
    [
      'a connection',
      'TCP C0A8640A 8754 C0A8647B 0050 C0A80264 0050 ESTABLISHED     899',
      'TCP 14:59  ESTABLISHED 192.168.100.10:34644 192.168.100.123:80 192.168.2.100:80',
    ],
    [
      'a persistence template of a firewall mark',
      'IP  C0A8640A 0000 00000007 0000 C0A80264 0000 NONE            299',
      'IP  04:59  NONE        192.168.100.10:0   0.0.0.7:0          192.168.2.100:0',
    ],
    [
      'an assured template',
      'TCP C0A8640A 0000 C0A8647B 0050 C0A80264 0050 ASSURED         360',
      'TCP 06:00  ASSURED     192.168.100.10:0   192.168.100.123:80 192.168.2.100:80',
    ],
    [
      'port 0 and the largest port',
      'UDP 00000000 0000 FFFFFFFF FFFF 0A000001 0000 UDP               0',
      'UDP 00:00  UDP         0.0.0.0:0          255.255.255.255:65535 10.0.0.1:0',
    ],
    [
      'an expiry of 100 minutes',
      'TCP 0A000001 0001 0A000002 0002 0A000003 0003 ESTABLISHED    6000',
      'TCP 100:00 ESTABLISHED 10.0.0.1:1         10.0.0.2:2         10.0.0.3:3',
    ],
    [
      'an expiry of 31 days',
      'TCP 0A000001 0001 0A000002 0002 0A000003 0003 NONE        2678400',
      'TCP 44640:00 NONE        10.0.0.1:1         10.0.0.2:2         10.0.0.3:3',
    ],
    [
      'a protocol of four letters',
      'SCTP 0A000001 0001 0A000002 0002 0A000003 0003 SHUTDOWN_ACK_SENT       3',
      'SCTP 00:03  SHUTDOWN_ACK_SENT 10.0.0.1:1         10.0.0.2:2         10.0.0.3:3',
    ],
    [
      'IPv6',
      'TCP 2001:0db8:0000:0000:0000:0000:0000:000a 8754 2001:0db8:0000:0000:0000:0000:0000:0001 0050 ' +
        '2001:0db8:0000:0000:0000:0000:0000:0064 0050 SYN_RECV         59',
      'TCP 00:59  SYN_RECV    [2001:db8::a]:34644 [2001:db8::1]:80   [2001:db8::64]:80',
    ],
    [
      'a line of 300 bytes',
      `UDP 0A000001 13C4 0A000002 13C4 0A000003 13C4 UDP             299 sip ${'a'.repeat(230)}`,
      'UDP 04:59  UDP         10.0.0.1:5060      10.0.0.2:5060      10.0.0.3:5060',
    ],
  ])('are written as expected, with and without their entries: %s', (_, one, expected) => {
    expect(listing([[one]], false)).toBe(`${expected}\n`);
    expect(renderConnection(parseConnection(one), numeric, false)).toBe(`${expected}\n`);
  });

  it('have the data of an engine in full, however long it is', () => {
    const data = `call ${'a'.repeat(225)}@host`;
    const one = `UDP 0A000001 13C4 0A000002 13C4 0A000003 13C4 UDP             299 sip ${data}`;
    const expected = `UDP 04:59  UDP         10.0.0.1:5060      10.0.0.2:5060      10.0.0.3:5060    sip                ${data}\n`;
    expect(listing([[one]], true)).toBe(expected);
  });

  it('are written in pieces', () => {
    const one = 'TCP 7F0000FF FFFF 0A000001 0050 C8000001 1F90 ESTABLISHED     899';
    const expected = 'TCP 14:59  ESTABLISHED 127.0.0.255:65535  10.0.0.1:80        200.0.0.1:8080\n';
    const blocks = Array.from({ length: 30 }, () => new Array<string>(60).fill(one));
    const pieces = [
      ...numericConnections(
        blocks.map((lines) => Buffer.from(`${lines.join('\n')}\n`)),
        false,
      ),
    ];
    expect(pieces.length).toBeGreaterThan(1);
    expect(listing(blocks, false)).toBe(expected.repeat(1800));
  });
});
