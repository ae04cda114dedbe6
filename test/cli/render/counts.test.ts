import { describe, expect, it } from 'vitest';
import { type Counted, type Group, renderCounts, renderCountsJson } from '../../../src/cli/render/counts.ts';
import { listing } from '../../../src/json/schema.ts';
import { numeric } from '../../../src/rules/naming.ts';
import { textOf } from '../output.ts';

const server = (address: string, port: number): Group => ({
  addresses: [address],
  name: ({ endpoint }) => endpoint(address, port, 'tcp'),
  json: { server: { address, port } },
});
const client = (address: string): Group => ({
  addresses: [address],
  name: ({ host }) => host(address),
  json: { client: address },
});
const names = { endpoint: numeric, host: (address: string) => (address === '10.0.0.1' ? 'alice' : address) };

describe('counts of connections', () => {
  it.each<[string, Counted, number, string]>([
    ['one group', [[server('10.0.0.1', 80), 7]], 7, '7 10.0.0.1:80\n7 total\n'],
    [
      'groups of other widths',
      [
        [client('10.0.0.1'), 995],
        [client('2001:db8::1'), 5],
      ],
      1000,
      ' 995 alice\n   5 2001:db8::1\n1000 total\n',
    ],
    ['none', [], 0, '0 total\n'],
  ])('are lines of a number and a name: %s', (_, counted, total, text) => {
    expect(textOf(renderCounts(counted, total, names))).toBe(text);
  });

  it('are JSON as the schema has it', () => {
    const counted: Counted = [
      [server('10.0.0.1', 80), 7],
      [server('2001:db8::1', 0), 2],
    ];
    expect(listing.parse(JSON.parse(textOf(renderCountsJson('server', counted, 9))))).toEqual({
      counts: {
        by: 'server',
        total: 9,
        groups: [
          { server: { address: '10.0.0.1', port: 80 }, count: 7 },
          { server: { address: '2001:db8::1', port: 0 }, count: 2 },
        ],
      },
    });
    expect(listing.parse(JSON.parse(textOf(renderCountsJson('state', [], 0))))).toEqual({
      counts: { by: 'state', total: 0, groups: [] },
    });
  });
});
