import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { ServiceKey } from '../../../src/ipvs/model.ts';
import { parseProcTable } from '../../../src/ipvs/proc/table.ts';

const FILE = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
UDP  0A000001:0035 mh ops  
  -> 0A000009:0035      Tunnel  1      0          0         
SCTP  0A000001:13C4 lc  
TCP  C8000001:0050 sh  persistent 10000 FFFF0000
  -> [2001:0db8:0000:0000:0000:0000:0000:0005]:0050      Tunnel  1      0          0         
  -> 7F000001:FFFF      Local   2147483647 12         345       
TCP  [2001:0db8:0000:0000:0000:0000:0000:0001]:0050 wrr persistent 36000 40000000
  -> [2001:0db8:0000:0000:0000:0000:0000:0009]:0050      Masq    0      0          0         
FWM  0000000A rr 
  -> 0A000009:0000      Route   1      0          0         
FWM  00000001 rr 
  -> 0A000009:0000      Masq    2      0          0         
FWM  00000001 rr 
TCP  0A000001:0051 rr 
  -> 0A000009:0035      Unheard 1      0          0         
`;

const table = parseProcTable(Buffer.from(FILE));
const idle = { weight: 1, activeConnections: 0, inactiveConnections: 0 };
const at = (address: string, port: number): ServiceKey => ({ protocol: 'tcp', address, port });

describe('/proc/net/ip_vs', () => {
  it.each<[string, ServiceKey, unknown]>([
    [
      'UDP',
      { protocol: 'udp', address: '10.0.0.1', port: 53 },
      [{ ...idle, address: '10.0.0.9', port: 53, forwarding: 'tunnel' }],
    ],
    ['no server', { protocol: 'sctp', address: '10.0.0.1', port: 5060 }, []],
    [
      'servers of both families, busy and local',
      at('200.0.0.1', 80),
      [
        { ...idle, address: '2001:db8::5', port: 80, forwarding: 'tunnel' },
        {
          address: '127.0.0.1',
          port: 65535,
          forwarding: 'local',
          weight: 2147483647,
          activeConnections: 12,
          inactiveConnections: 345,
        },
      ],
    ],
    [
      'IPv6',
      at('2001:db8::1', 80),
      [{ ...idle, address: '2001:db8::9', port: 80, forwarding: 'masquerade', weight: 0 }],
    ],
    ['a mark', { fwmark: 10, family: 'ipv6' }, [{ ...idle, address: '10.0.0.9', port: 0, forwarding: 'direct' }]],
    ['not a mark that both families have', { fwmark: 1, family: 'ipv4' }, undefined],
    ['not a service that is not there', at('10.0.0.1', 80), undefined],
    ['not a way of forwarding that is not known', at('10.0.0.1', 81), undefined],
  ])('tells of %s', (_, key, expected) => {
    expect(table?.serversOf(key)).toEqual(expected);
  });

  it('lists all services with their servers', () => {
    const listed = Array.from(table?.services() ?? [], ({ key, scheduler, servers }) => [
      'fwmark' in key ? key.fwmark : `${key.protocol} ${key.address} ${key.port}`,
      scheduler,
      servers.map(({ address, port }) => `${address} ${port}`),
    ]);
    expect(listed).toEqual([
      ['udp 10.0.0.1 53', 'mh', ['10.0.0.9 53']],
      ['sctp 10.0.0.1 5060', 'lc', []],
      ['tcp 200.0.0.1 80', 'sh', ['2001:db8::5 80', '127.0.0.1 65535']],
      ['tcp 2001:db8::1 80', 'wrr', ['2001:db8::9 80']],
      [10, 'rr', ['10.0.0.9 0']],
      [1, 'rr', ['10.0.0.9 0']],
      [1, 'rr', []],
      ['tcp 10.0.0.1 81', 'rr', []],
    ]);
  });

  it.each(['', 'Prot LocalAddress:Port Scheduler Flags\n'])('is not taken for what begins with %j', (text) => {
    expect(parseProcTable(Buffer.from(text))).toBeUndefined();
  });
});
