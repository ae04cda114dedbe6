import { describe, expect, it } from 'vitest';
import { dropOf } from '../../../src/diagnose/firewall/evaluate.ts';
import { Firewall } from '../../../src/diagnose/firewall/firewall.ts';
import { parseIptables } from '../../../src/diagnose/firewall/iptables.ts';
import type { Packet } from '../../../src/diagnose/firewall/model.ts';
import { parseNftables, ruleset } from '../../../src/diagnose/firewall/nftables.ts';

const PACKET: Packet = {
  family: 'ipv4',
  protocol: 'tcp',
  destination: '192.0.2.1',
  destinationPort: 80,
  inputs: ['eth0', 'eth1'],
  outputs: [],
  state: 'new',
};

/** What drops a packet that comes in, by lines of iptables-save. */
const dropBy = (...rules: readonly string[]) => {
  const chains = parseIptables(['*filter', ':INPUT ACCEPT', ':inner -', ...rules, 'COMMIT'].join('\n'), 'ipv4');
  const drop = dropOf(new Firewall(chains), 'input', PACKET);
  return drop && (drop.rule?.text ?? 'policy');
};

describe('dropOf, by rules of iptables', () => {
  it.each([
    ['-A INPUT -j DROP'],
    ['-A INPUT -p tcp -j REJECT --reject-with tcp-reset'],
    ['-A INPUT -d 192.0.2.0/24 -p tcp -m tcp --dport 1:100 -j DROP'],
    ['-A INPUT -d 192.0.2.0/255.255.255.0 -j DROP'],
    ['-A INPUT -p tcp -m multiport --dports 443,80 -m comment --comment "two words" -j DROP'],
    ['-A INPUT ! -i lo -j DROP'],
    ['-A INPUT -m conntrack --ctstate NEW -j DROP'],
    ['-A INPUT -i eth+ -j DROP'],
  ])('drops: %s', (rule) => {
    expect(dropBy(rule)).toBe(rule);
  });

  it.each([
    ['-A INPUT -p udp -j DROP'],
    ['-A INPUT -i lo -j DROP'],
    ['-A INPUT -d 192.0.2.2/32 -j DROP'],
    ['-A INPUT -m conntrack --ctstate INVALID -j DROP'],
    // It cannot be told.
    ['-A INPUT -i eth0 -j DROP'],
    ['-A INPUT -s 198.51.100.0/24 -j DROP'],
    ['-A INPUT -m recent --name x --rcheck -j DROP'],
    ['-A INPUT -p tcp -m tcp --tcp-flags SYN SYN -j DROP'],
    ['-A INPUT -j NFQUEUE --queue-num 0'],
    ['-A INPUT -j LOG'],
  ])('does not certainly drop: %s', (rule) => {
    expect(dropBy(rule)).toBeUndefined();
  });

  it('follows jumps, and comes back', () => {
    expect(dropBy('-A inner -p udp -j ACCEPT', '-A INPUT -j inner', '-A INPUT -j DROP')).toBe('-A INPUT -j DROP');
    expect(dropBy('-A inner -p tcp -j ACCEPT', '-A INPUT -j inner', '-A INPUT -j DROP')).toBeUndefined();
    expect(dropBy('-A inner -j RETURN', '-A inner -j ACCEPT', '-A INPUT -j inner', '-A INPUT -j DROP')).toBe(
      '-A INPUT -j DROP',
    );
    expect(dropBy('-A inner -p tcp -j DROP', '-A INPUT -j inner')).toBe('-A inner -p tcp -j DROP');
    // What is behind a goto is not reached.
    expect(dropBy('-A INPUT -g inner', '-A INPUT -j DROP')).toBeUndefined();
  });

  it('does not hang in chains that call each other', () => {
    expect(dropBy('-A inner -j inner', '-A INPUT -j inner')).toBeUndefined();
  });
});

describe('dropOf, by a ruleset of nftables', () => {
  const chain = { family: 'inet', table: 't', name: 'c', hook: 'input', prio: 0, policy: 'drop' };
  const set = {
    set: { family: 'inet', table: 't', name: 'web', type: 'inet_service', elem: [80, { range: [8000, 8080] }] },
  };
  const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } });
  const dport = { payload: { protocol: 'tcp', field: 'dport' } };
  const dropBy = (...expr: readonly unknown[]): boolean => {
    const objects = [
      { metainfo: { version: '1.0.9' } },
      { chain },
      set,
      { rule: { family: 'inet', table: 't', chain: 'c', expr } },
    ];
    return dropOf(new Firewall(parseNftables(ruleset.parse(objects))), 'input', PACKET) !== undefined;
  };

  it.each([
    ['a port', [match(dport, 80)]],
    ['a named set', [match(dport, '@web')]],
    [
      'a set with a prefix',
      [match({ payload: { protocol: 'ip', field: 'daddr' } }, { set: [{ prefix: { addr: '192.0.2.0', len: 24 } }] })],
    ],
    ['what is not lo', [match({ meta: { key: 'iifname' } }, 'lo', '!=')]],
    ['states', [match({ ct: { key: 'state' } }, ['established', 'new'], 'in')]],
    ['a protocol', [match({ meta: { key: 'l4proto' } }, 6)]],
    ['what cannot be judged', [match({ socket: { key: 'mark' } }, 1)]],
    ['a limit', [{ limit: { rate: 1, per: 'second' } }]],
  ])('accepts, or may accept: %s', (_, matches) => {
    expect(dropBy(...matches, { counter: { packets: 0, bytes: 0 } }, { accept: null })).toBe(false);
  });

  it.each([
    ['another port', [match(dport, 443)]],
    ['another set', [match(dport, { set: [22, 443] })]],
    ['IPv6', [match({ meta: { key: 'nfproto' } }, 'ipv6')]],
    ['an IPv6 address', [match({ payload: { protocol: 'ip6', field: 'daddr' } }, '2001:db8::1')]],
    ['only lo', [match({ meta: { key: 'iifname' } }, 'lo')]],
  ])('leaves it to the policy: %s', (_, matches) => {
    expect(dropBy(...matches, { accept: null })).toBe(true);
  });
});
