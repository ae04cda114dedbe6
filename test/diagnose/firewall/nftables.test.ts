/** Rules as `nft -j list ruleset` (1.0.6, on Linux 6.12) has printed them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dropOf, reached } from '../../../src/diagnose/firewall/evaluate.ts';
import { Firewall } from '../../../src/diagnose/firewall/firewall.ts';
import type { Hook, Packet } from '../../../src/diagnose/firewall/model.ts';
import { parseNftables, ruleset } from '../../../src/diagnose/firewall/nftables.ts';

const PRINTED = ruleset.parse(JSON.parse(readFileSync(new URL('ruleset.json', import.meta.url), 'utf8')));

/** The rule whose statements are these, as nft prints them. */
const withStatements = (text: string) => (one: (typeof PRINTED)[number]) =>
  'rule' in one && JSON.stringify(one.rule.expr).includes(text);

/** All sets and chains, and of the rules of input only those with this text; those of other chains stay. */
const withRule = (text: string): Firewall => {
  const rules = PRINTED.filter(withStatements(text));
  if (rules.length === 0) throw new Error(`no rule has ${text}`);
  const others = PRINTED.filter((one) => !('rule' in one) || one.rule.chain === 'web');
  return new Firewall(parseNftables([...others, ...rules.slice(0, 1)]));
};

const PACKET: Packet = {
  family: 'ipv4',
  protocol: 'tcp',
  destination: '192.0.2.1',
  destinationPort: 80,
  inputs: ['eth0'],
  outputs: [],
  state: 'new',
};

/** What a rule does with a packet in a chain that drops the rest. `open` where that cannot be told. */
const judge = (text: string, packet: Partial<Packet> = {}): 'open' | 'drops' =>
  dropOf(withRule(text), 'input', { ...PACKET, ...packet }) === undefined ? 'open' : 'drops';

describe('a rule that accepts, in a chain whose policy is drop', () => {
  it.each<[string, string, Partial<Packet>, Partial<Packet>]>([
    ['states by a map', '"vmap":{"key":{"ct":{"key":"state"}},"data":{"set":[["invalid"', { state: 'established' }, {}],
    ['a port by a named map', '"data":"@chosen"', { destinationPort: 1500 }, { destinationPort: 8080 }],
    ['a jump by a map', '[{"range":[80,90]},{"jump"', { source: '198.51.100.1' }, { source: '203.0.113.1' }],
    ['interfaces by a map', '[["lo",{"accept"', { inputs: ['lo'] }, { inputs: ['eth0'] }],
    ['a map of two fields', '[{"concat":["192.0.2.1",80]},{"accept"', {}, { destination: '192.0.2.3' }],
    ['a named set of two fields', '"right":"@services"', { destinationPort: 443 }, { destinationPort: 22 }],
    ['a set of two ranges', '"right":"@wide"', { destinationPort: 85 }, { destinationPort: 91 }],
    ['another range of it', '"@wide"', { destination: '198.51.100.9', destinationPort: 443 }, { destinationPort: 443 }],
    ['a set of three fields', '"right":"@protos"', {}, { protocol: 'udp' }],
    ['a set of addresses', '"right":"@vips"', { destination: '198.51.100.15' }, { destination: '198.51.100.21' }],
    ['a range of addresses', '"right":{"range":["192.0.2.1"', {}, { destination: '192.0.2.10' }],
    ['elements with a timeout', '"right":"@timed"', { source: '192.0.2.7' }, { source: '192.0.2.8' }],
    ['a set of interfaces', '"right":"@nics"', {}, { inputs: ['eth1'] }],
    ['names that begin alike', '"veth*"', { inputs: ['veth7'] }, { inputs: ['eth1'] }],
    ['a port of any protocol', '"th","field":"dport"}},"right":53', { destinationPort: 53 }, { protocol: 'sctp' }],
    ['more than a number', '{"op":">","left"', { destinationPort: 1025 }, { destinationPort: 1024 }],
    ['at least a number', '{"op":">=","left"', { destinationPort: 1024 }, { destinationPort: 1023 }],
    ['bits of the mark', '"left":{"&":[{"meta":{"key":"mark"}},255]}', { mark: 0x110 }, { mark: 0x11 }],
    ['any bit of the mark', '"left":{"&":[{"meta":{"key":"mark"}},1]}', { mark: 3 }, { mark: 2 }],
    ['IPv6', '"addr":"2001:db8::"', { family: 'ipv6', destination: '2001:db8::1' }, {}],
    ['ICMP', '"field":"type"', { protocol: 'icmp' }, {}],
  ])('%s', (_, text, open, dropped) => {
    expect([judge(text, open), judge(text, dropped)]).toEqual(['open', 'drops']);
  });

  it.each([
    ['a limit', '"right":"new"}},{"limit"'],
    ['a meter', '{"meter"'],
    ['the status of the connection', '"right":"dnat"}},{"accept"'],
    ['its direction', '"key":"direction"'],
    ['its mark', '{"ct":{"key":"mark"}},"right":5'],
    ['flags of TCP', '"left":{"&":[{"payload":{"protocol":"tcp","field":"flags"'],
    ['a kind of packet', '"key":"pkttype"}},"right":"host"'],
    ['chance', '{"vmap":{"key":{"numgen"'],
    ['a socket', '{"socket"'],
    ['a queue', '{"queue"'],
    ['a local address', '"right":"local"}},{"accept"'],
    ['a set that grows', '{"set":{"op":"add"'],
  ])('%s is open', (_, text) => {
    expect(judge(text)).toBe('open');
  });
});

describe('where each packet goes', () => {
  it.each<[string, Partial<Packet>]>([
    ['"right":{"set":[80,443]}}},{"reject"', { destinationPort: 22 }],
    ['{"vmap":{"key":{"payload":{"protocol":"ip","field":"protocol"', { protocol: 'udp' }],
    ['[["ipv4",{"jump"', { family: 'ipv6', destination: '2001:db8::1' }],
  ])('the rule drops: %s', (text, packet) => {
    expect(dropOf(withRule(text), 'input', { ...PACKET, ...packet })?.rule).toBeDefined();
  });

  it('knows that what comes to input is local', () => {
    const text = '{"op":"!=","left":{"fib":{"result":"type"';
    expect(dropOf(withRule(text), 'input', PACKET)).not.toHaveProperty('rule');
  });

  it('reads all of it without an error', () => {
    const hooks: readonly Hook[] = ['prerouting', 'input', 'forward', 'output', 'postrouting'];
    const all = new Firewall(parseNftables(PRINTED));
    for (const hook of hooks) expect(dropOf(all, hook, PACKET)).toBeUndefined();
  });
});

describe('rules that mark, and that translate', () => {
  const all = new Firewall(parseNftables(PRINTED));

  it('knows which set a mark, and for which destinations', () => {
    const destinations = all.rulesThatMark(7, 'ipv4').map((rule) => rule.destinations);
    expect(destinations).toEqual([[{ address: '192.0.2.1', prefixLength: 32 }]]);
    expect(all.rulesThatMark(5, 'ipv6')).toHaveLength(1);
    expect(all.rulesThatMark(6, 'ipv4')).toEqual([]);
  });

  it('is not certain of a translation by a map', () => {
    const translations = [...reached(all, 'prerouting', PACKET, ({ type }) => type === 'dnat')];
    expect(translations.map(({ rule, certain }) => [rule.text, certain])).toEqual([
      ['dnat', false],
      ['tcp dport 80 redirect', true],
    ]);
  });
});
