import { describe, expect, it } from 'vitest';
import { Lines } from '../../../src/cli/render/lines.ts';
import { renderVersion, writeEntry } from '../../../src/cli/render/listing.ts';
import { VIEWS, type View } from '../../../src/cli/render/views.ts';
import type { TableView } from '../../../src/rules/command.ts';
import { numeric } from '../../../src/rules/naming.ts';
import { textOf } from '../output.ts';
import { entries } from './entries.ts';

function lines(name: TableView, exact = false): string[] {
  const view: View = VIEWS[name];
  const text = new Lines().text(view.heading);
  for (const entry of entries) writeEntry(text, entry, view, { naming: numeric, exact });
  return textOf(text).split('\n');
}

/** Service lines are the same in all views but those of counters. */
const services = [
  'TCP  10.0.0.1:80 rr',
  'UDP  10.0.0.2:5060 mh (mh-port) persistent 60 mask 255.255.0.0 pe sip ops',
  'TCP  [2001:db8::1]:80 wlc persistent 100 mask 64',
  'SCTP 10.0.0.1:0 wlc persistent 360',
  'FWM  1 IPv6 sh (sh-fallback,flag-3)',
  'FWM  4294967295 rr',
] as const;

describe('the listing', () => {
  it('of connections', () => {
    expect(lines('connections')).toEqual([
      'Prot LocalAddress:Port Scheduler Flags',
      '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
      services[0],
      '  -> 192.168.0.1:8080             Masq    5      12         345       ',
      '  -> [2001:db8:1111:2222:3333:4444:5555:7777]:80 Tunnel  1      0          0         ',
      '  -> 10.0.0.1:80                  Local   2147483647 0          0         ',
      services[1],
      '  -> 192.168.0.1:8080             Tunnel  5      0          0         ',
      '  -> 192.168.0.1:8080             Tunnel  5      0          0         ',
      services[2],
      services[3],
      services[4],
      '  -> [2001:db8::9]:0              Route   0      0          0         ',
      services[5],
      '',
    ]);
  });

  it('of statistics', () => {
    expect(lines('stats')).toEqual([
      'Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes',
      '  -> RemoteAddress:Port',
      'TCP  10.0.0.1:80                        10       11        0  123456K 99999999',
      '  -> 192.168.0.1:8080                    1        2        0  123456K 99999999',
      '  -> [2001:db8:1111:2222:3333:4444:5555:7777]:80        1        2        0  123456K 99999999',
      '  -> 10.0.0.1:80                         1        2        0  123456K 99999999',
      'UDP  10.0.0.2:5060                       0        1        0  123456K 99999999',
      '  -> 192.168.0.1:8080                    1        2        0  123456K 99999999',
      '  -> 192.168.0.1:8080                    1        2        0  123456K 99999999',
      'TCP  [2001:db8::1]:80                    2        3        0  123456K 99999999',
      'SCTP 10.0.0.1:0                  ',
      'FWM  1 IPv6                              3        4        0  123456K 99999999',
      '  -> [2001:db8::9]:0                     1        2        0  123456K 99999999',
      'FWM  4294967295                          4        5        0  123456K 99999999',
      '',
    ]);
  });

  it('of statistics in full', () => {
    expect(lines('stats', true)[2]).toBe(
      'TCP  10.0.0.1:80                        10       11        0 123456789 99999999',
    );
  });

  it('of rates', () => {
    expect(lines('rate').slice(0, 4)).toEqual([
      'Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS',
      '  -> RemoteAddress:Port',
      'TCP  10.0.0.1:80                        14        0        1    2000M        3',
      '  -> 192.168.0.1:8080                    5        0        1    2000M        3',
    ]);
  });

  it('of thresholds', () => {
    expect(lines('thresholds').slice(0, 7)).toEqual([
      'Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn ',
      '  -> RemoteAddress:Port',
      services[0],
      '  -> 192.168.0.1:8080             4294967295 7          12         345       ',
      '  -> [2001:db8:1111:2222:3333:4444:5555:7777]:80 0          0          0          0         ',
      '  -> 10.0.0.1:80                  0          0          0          0         ',
      services[1],
    ]);
  });

  it('of persistent connections', () => {
    expect(lines('persistent-conn').slice(0, 6)).toEqual([
      'Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn ',
      '  -> RemoteAddress:Port',
      services[0],
      '  -> 192.168.0.1:8080             5         0           12         345       ',
      '  -> [2001:db8:1111:2222:3333:4444:5555:7777]:80 1         9           0          0         ',
      '  -> 10.0.0.1:80                  2147483647 0           0          0         ',
    ]);
  });

  it('of tunnels', () => {
    expect(lines('tun-info').slice(0, 9)).toEqual([
      'Prot LocalAddress:Port Scheduler Flags',
      '  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn',
      services[0],
      '  -> 192.168.0.1:8080             Masq    n/a           5      12         345       ',
      '  -> [2001:db8:1111:2222:3333:4444:5555:7777]:80 Tunnel  ipip          1      0          0         ',
      '  -> 10.0.0.1:80                  Local   n/a           2147483647 0          0         ',
      services[1],
      '  -> 192.168.0.1:8080             Tunnel  gue:65535:r+c 5      0          0         ',
      '  -> 192.168.0.1:8080             Tunnel  gre:-c        5      0          0         ',
    ]);
  });

  it('starts with the version and the size of the connection table', () => {
    expect(renderVersion({ version: '1.2.1', connectionTableSize: 4096 })).toBe(
      'IP Virtual Server version 1.2.1 (size=4096)\n',
    );
  });
});

describe('what programs read', () => {
  const listing = lines('connections').join('\n');

  it('a virtual service with persistence, as ldirectord does', () => {
    const pattern =
      /^(\w+)\s+(\d+\.\d+\.\d+\.\d+:\d+|\[[0-9A-Fa-f:]+\]:\d+|\d+)( IPv6)?\s+(\w+)\s+persistent\s+(\d+)\s+mask\s+(.*)/m;
    expect(listing.match(pattern)?.slice(1)).toEqual(['TCP', '[2001:db8::1]:80', undefined, 'wlc', '100', '64']);
  });

  it('a virtual service and its real servers, as Octavia does', () => {
    expect(listing).toMatch(/^TCP {2}10\.0\.0\.1:80 rr$/m);
    const servers = [...listing.matchAll(/^ {2}->\s+(\S+:\d+)\s+(\w+)\s+(\d+)/gm)].map((match) => match.slice(1));
    expect(servers[0]).toEqual(['192.168.0.1:8080', 'Masq', '5']);
    expect(servers[1]).toEqual(['[2001:db8:1111:2222:3333:4444:5555:7777]:80', 'Tunnel', '1']);
    expect(servers.length).toBe(6);
  });

  it('columns, as awk does', () => {
    const columns = (line: string | undefined) => line?.trim().split(/\s+/);
    expect(columns(lines('connections')[3])).toEqual(['->', '192.168.0.1:8080', 'Masq', '5', '12', '345']);
    expect(columns(lines('stats')[3])?.slice(2, 7)).toEqual(['1', '2', '0', '123456K', '99999999']);
  });
});
