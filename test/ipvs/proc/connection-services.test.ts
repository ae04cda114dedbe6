import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLines } from '../../../src/ipvs/proc/connection-counts.ts';
import { linePattern, SERVICE_FIELDS } from '../../../src/ipvs/proc/connection-pattern.ts';
import { ConnectionServices, readServiceText, serviceText } from '../../../src/ipvs/proc/connection-services.ts';
import { serviceKey } from '../arbitrary.ts';
import { pieceOf } from './kernel-lines.ts';

it('a service is read from what the kernel writes of it', () => {
  fc.assert(
    fc.property(serviceKey, (key) => {
      expect(readServiceText(serviceText(key))).toEqual(key);
    }),
  );
  expect(serviceText({ fwmark: 7, family: 'ipv4' })).toBe('IP 00000007 0000');
  expect(serviceText({ fwmark: 7, family: 'ipv6' })).toBe('IP 0000:0007:0000:0000:0000:0000:0000:0000 0000');
});

it('finds the services of more connections than it remembers', () => {
  const services = new ConnectionServices([
    { key: { protocol: 'tcp', address: '10.0.0.1', port: 80 }, destinations: [] },
  ]);
  const servers = Array.from(
    { length: 15_000 },
    (_, port) => `0A000101 ${port.toString(16).toUpperCase().padStart(4, '0')}`,
  );
  const lines = [...servers, ...servers].map(
    (server) => `TCP 0A000909 8754 0A000001 0050 ${server} NONE             10`,
  );
  const counts = countLines([pieceOf(lines)], linePattern(SERVICE_FIELDS), (...texts) =>
    services.countedWith(...texts),
  );
  expect([...counts]).toEqual([['TCP 0A000001 0050', 30_000]]);
});

describe('a connection is counted with', () => {
  const at = { protocol: 'tcp', address: '10.0.0.1' } as const;
  const services = new ConnectionServices([
    { key: { ...at, port: 80 }, destinations: [] },
    { key: { ...at, port: 0 }, destinations: [] },
    {
      key: { fwmark: 7, family: 'ipv4' },
      destinations: [
        { address: '10.0.1.1', port: 0 },
        { address: '10.0.1.9', port: 80 },
      ],
    },
    {
      key: { fwmark: 8, family: 'ipv4' },
      destinations: [
        { address: '10.0.1.2', port: 0 },
        { address: '10.0.1.9', port: 80 },
      ],
    },
  ]);
  const mark = { fwmark: 7, family: 'ipv4' };
  const own = { protocol: 'tcp', address: '10.0.0.2', port: 80 };

  it.each<[string, string, object]>([
    ['the service of its port', 'TCP 0A000909 8754 0A000001 0050 0A000101 0050', { ...at, port: 80 }],
    ['that for all ports', 'TCP 0A000909 8754 0A000001 0051 0A000101 0051', { ...at, port: 0 }],
    ['the mark that has its server', 'TCP 0A000909 8754 0A000002 0050 0A000101 0050', mark],
    ['the mark of which it is a template', 'IP  0A000909 0000 00000007 0000 0A000101 0000', mark],
    ['a mark that is gone', 'IP  0A000909 0000 00000009 0000 0A000101 0000', { fwmark: 9, family: 'ipv4' }],
    ['its address, where two marks have its server', 'TCP 0A000909 8754 0A000002 0050 0A000109 0050', own],
    ['its address, where no mark has its server', 'TCP 0A000909 8754 0A000002 0050 0A000103 0050', own],
    ['its address, where it is a template of no mark', 'TCP 0A000909 0000 0A000002 0050 0A000101 0050', own],
    [
      'its address, where its protocol is another',
      'SCTP 0A000909 0001 0A000001 0050 0A000505 0050',
      { ...at, protocol: 'sctp', port: 80 },
    ],
  ])('%s', (_, line, expected) => {
    const counts = countLines([pieceOf([`${line} NONE             10`])], linePattern(SERVICE_FIELDS), (...texts) =>
      services.countedWith(...texts),
    );
    expect([...counts].map(([text, count]) => [readServiceText(text), count])).toEqual([[expected, 1]]);
  });
});
