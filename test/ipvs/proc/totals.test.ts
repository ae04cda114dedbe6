import { expect, test } from 'vitest';
import { parseTotals } from '../../../src/ipvs/proc/totals.ts';

const HEADING = `   Total Incoming Outgoing         Incoming         Outgoing
   Conns  Packets  Packets            Bytes            Bytes
`;
const RATES = `
 Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s
       1        2        3                4                5
`;

test('totals have 64 bits, in hexadecimal', () => {
  const line = '      1F FFFFFFFFFFFFFFFF        0                A                B\n';
  expect(parseTotals(HEADING + line + RATES)).toEqual({
    connections: 31n,
    inPackets: 0xffff_ffff_ffff_ffffn,
    outPackets: 0n,
    inBytes: 10n,
    outBytes: 11n,
  });
});

test.each(['', HEADING, `${HEADING}       1        2        3\n${RATES}`])('%j is no such file', (text) => {
  expect(parseTotals(text)).toBeUndefined();
});
