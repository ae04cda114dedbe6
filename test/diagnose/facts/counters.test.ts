import { expect, it } from 'vitest';
import { parseCounters, parseMartians } from '../../../src/diagnose/facts/counters.ts';

it('adds a column of routing over all processors', () => {
  const text = `entries  in_hit   in_slow_tot in_martian_dst in_martian_src out_hit
00000002 00000000 00000004    00000001       0000000a       00000005
00000002 00000000 00000004    00000000       00000006       00000005
`;
  expect(parseMartians(text)).toBe(16);
});

it('has none where the kernel lacks the file', () => expect(parseMartians('')).toBe(0));

it('reads pairs of lines', () => {
  expect([...parseCounters('Ip: Forwarding InReceives\nIp: 1 64\n')]).toEqual([
    ['Ip.Forwarding', 1],
    ['Ip.InReceives', 64],
  ]);
});
