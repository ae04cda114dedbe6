import { expect, test } from 'vitest';
import { countConnections, sortTable } from '../../../tools/bench/table.ts';

const heading = (size: number) => `IP Virtual Server version 1.2.1 (size=${size})
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`;
const SERVICE = 'UDP  7F000001:1388 rr  \n';
const FIRST = '  -> 7F000001:1389      Masq    1      2          20000     \n';
const SECOND = '  -> [fd000000000000000000000000000001]:1389      Masq    1      0          1         \n';

test.each([
  ['', 0],
  [SERVICE, 0],
  [SERVICE + FIRST, 20_002],
  [SERVICE + FIRST + SERVICE + SECOND, 20_003],
])('connections of %j: %d', (lines, expected) => {
  expect(countConnections(heading(4096) + lines)).toBe(expected);
});

test('tables differ by a server, but not by their order or size', () => {
  const table = sortTable(heading(256) + SERVICE + FIRST + SECOND);
  expect(sortTable(heading(4096) + SERVICE + SECOND + FIRST)).toBe(table);
  expect(sortTable(heading(256) + SERVICE + FIRST)).not.toBe(table);
});
