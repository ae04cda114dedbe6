import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numericConnections } from '../../../src/cli/render/connection-bytes.ts';
import { renderConnection } from '../../../src/cli/render/connections.ts';
import { parseConnection } from '../../../src/ipvs/proc/connections.ts';
import { numeric } from '../../../src/rules/naming.ts';

/** The lines of the kernel, as ip_vs_conn_seq_show writes them. */
const address4 = fc.nat(0xffffffff).map((value) => value.toString(16).toUpperCase().padStart(8, '0'));
const address6 = fc
  .array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((group) => group.toString(16).padStart(4, '0')).join(':'));
const port = fc.nat(0xffff).map((value) => value.toString(16).toUpperCase().padStart(4, '0'));
const end = fc.tuple(fc.oneof({ weight: 4, arbitrary: address4 }, address6), port).map((parts) => parts.join(' '));
const line = fc
  .record({
    protocol: fc.constantFrom('TCP', 'UDP', 'SCTP', 'IP'),
    ends: fc.tuple(end, end, end),
    state: fc.constantFrom('NONE', 'ESTABLISHED', 'SYN_RECV', 'UDP', 'SHUTDOWN_ACK_SENT'),
    expires: fc.oneof(fc.nat(600), fc.nat(99_999), fc.nat(99_999_999)),
    engine: fc.option(fc.constantFrom(' sip abc123@host.example', ' sip a b')),
  })
  .map(
    ({ protocol, ends, state, expires, engine }) =>
      `${protocol.padEnd(3)} ${ends.join(' ')} ${state.padEnd(11)} ${String(expires).padStart(7)}${engine ?? ''}`,
  );

const listing = (blocks: readonly (readonly string[])[], withEngine: boolean): string =>
  Array.from(
    numericConnections(
      blocks.map((lines) => Buffer.from(lines.map((one) => `${one}\n`).join(''), 'latin1')),
      withEngine,
    ),
    String,
  ).join('');

describe('connections from bytes to bytes', () => {
  it.each([false, true])('are listed as by way of their entries (engine: %s)', (withEngine) => {
    fc.assert(
      fc.property(fc.array(fc.array(line, { maxLength: 30 }), { maxLength: 5 }), (blocks) => {
        const expected = blocks.flat().map((one) => renderConnection(parseConnection(one), numeric, withEngine));
        expect(listing(blocks, withEngine)).toBe(expected.join(''));
      }),
    );
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
