import { describe, expect, it } from 'vitest';
import { connectionsHeading, renderConnection } from '../../../src/cli/render/connections.ts';
import type { ConnectionEntry } from '../../../src/ipvs/proc/connections.ts';
import { numeric } from '../../../src/rules/naming.ts';

const entry: ConnectionEntry = {
  protocol: 'UDP',
  client: { address: '10.0.0.1', port: 34644 },
  virtual: { address: '10.0.0.1', port: 5060 },
  destination: { address: '127.0.0.1', port: 5353 },
  state: 'UDP',
  expires: 299,
};
const engine = { name: 'sip', data: 'abc123@host.example' };
const long = { address: '2001:db8:1111:2222:3333:4444:5555:7777', port: 80 };

describe('connections', () => {
  it('have these headings', () => {
    expect(connectionsHeading(false)).toBe(
      'IPVS connection entries\npro expire state       source             virtual            destination\n',
    );
    expect(connectionsHeading(true)).toBe(
      'IPVS connection entries\n' +
        'pro expire state       source             virtual            destination        pe name          pe_data\n',
    );
  });

  it.each<[string, Partial<ConnectionEntry>, boolean]>([
    ['UDP 04:59  UDP         10.0.0.1:34644     10.0.0.1:5060      127.0.0.1:5353', {}, false],
    [
      'UDP 04:59  UDP         10.0.0.1:34644     10.0.0.1:5060      127.0.0.1:5353',
      { persistenceEngine: engine },
      false,
    ],
    ['UDP 04:59  UDP         10.0.0.1:34644     10.0.0.1:5060      127.0.0.1:5353', {}, true],
    [
      'UDP 04:59  UDP         10.0.0.1:34644     10.0.0.1:5060      127.0.0.1:5353   sip                abc123@host.example',
      { persistenceEngine: engine },
      true,
    ],
    [
      'UDP 99:59  NONE        10.0.0.1:34644     10.0.0.1:5060      127.0.0.1:5353',
      { state: 'NONE', expires: 5999 },
      false,
    ],
    [
      'UDP 44639:59 NONE        10.0.0.1:34644     10.0.0.1:5060      127.0.0.1:5353',
      { state: 'NONE', expires: 2678399 },
      false,
    ],
    [
      'TCP 00:00  ESTABLISHED 10.0.0.1:34644     10.0.0.1:5060      127.0.0.1:5353',
      { protocol: 'TCP', state: 'ESTABLISHED', expires: 0 },
      false,
    ],
    [
      'UDP 04:59  UDP         [2001:db8:1111:2222:3333:4444:5555:7777]:80 [::1]:0            127.0.0.1:5353',
      { client: long, virtual: { address: '::1', port: 0 } },
      false,
    ],
  ])('%s', (line, some, withEngine) => {
    expect(renderConnection({ ...entry, ...some }, numeric, withEngine)).toBe(`${line}\n`);
  });
});
