import { describe, expect, it } from 'vitest';
import { parseNetwork } from '../../src/ipvs/network.ts';

describe('parseNetwork', () => {
  it.each([
    ['10.0.0.1', { address: '10.0.0.1', prefixLength: 32 }],
    ['10.0.0.1/8', { address: '10.0.0.1', prefixLength: 8 }],
    ['0.0.0.0/0', { address: '0.0.0.0', prefixLength: 0 }],
    ['2001:DB8:0::1', { address: '2001:db8::1', prefixLength: 128 }],
    ['2001:db8::/32', { address: '2001:db8::', prefixLength: 32 }],
    ['::/0', { address: '::', prefixLength: 0 }],
  ])('reads %s', (text, network) => {
    expect(parseNetwork(text)).toEqual(network);
  });

  it.each([
    '',
    '/8',
    '10.0.0.1/',
    '10.0.0.1/33',
    '2001:db8::/129',
    '10.0.0.1/08',
    '10.0.0.1/-1',
    '10.0.0.1/8/8',
    '10.0.0.1/255.0.0.0',
    '300.0.0.0/8',
    '10/8',
    '10.0.0.1:80',
    '[2001:db8::1]',
    'web1',
    ' 10.0.0.1',
  ])('does not take %j', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });
});
