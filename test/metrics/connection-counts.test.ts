import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { countConnections } from '../../src/metrics/connection-counts.ts';

const line = (protocol: string, port: string, state: string): string =>
  `${protocol} C0A8640A ${port} C0A8647B 0050 C0A80264 0050 ${state}     119\n`;

test('connections are counted by protocol and state, and templates of persistence apart', () => {
  const pieces = [
    line('TCP', '9C40', 'ESTABLISHED') + line('TCP', '9C41', 'SYN_RECV   '),
    line('TCP', '9C42', 'ESTABLISHED') + line('UDP', '9C42', 'UDP        ') + line('TCP', '0000', 'NONE'),
    line('IP ', '0000', 'NONE'),
    // With what an engine found, and of IPv6.
    'UDP [2001:0db8::0001] 13C4 [2001:0db8::0002] 13C4 [2001:0db8::0003] 13C4 UDP 299 sip call 1 2 3\n',
  ];
  expect(countConnections(pieces.map((piece) => Buffer.from(piece)))).toEqual({
    connections: [
      { protocol: 'tcp', state: 'ESTABLISHED', count: 2 },
      { protocol: 'tcp', state: 'SYN_RECV', count: 1 },
      { protocol: 'udp', state: 'UDP', count: 2 },
    ],
    templates: [
      { protocol: 'tcp', count: 1 },
      { protocol: 'ip', count: 1 },
    ],
  });
  expect(countConnections([])).toEqual({ connections: [], templates: [] });
});
