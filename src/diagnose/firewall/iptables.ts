import type { AddressFamily } from '../../ipvs/model.ts';
import type { Prefix } from '../prefix.ts';
import * as match from './matches.ts';
import type { Action, Chain, Hook, Match, Range, Rule } from './model.ts';
import { protocolName } from './protocols.ts';

/** Priorities of iptables' tables: linux/netfilter_ipv4.h. `nat` has two. */
const PRIORITIES: Readonly<Record<string, number>> = { raw: -300, mangle: -150, nat: -100, filter: 0, security: 50 };
const NAT_SOURCE_PRIORITY = 100;

const HOOKS: Readonly<Record<string, Hook>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

/** Reads what iptables-save or ip6tables-save prints. What it does not know matches maybe, and does anything. */
export function parseIptables(text: string, family: AddressFamily): Chain[] {
  const chains = new Map<string, Chain & { readonly rules: Rule[] }>();
  let table = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (name !== undefined) chains.set(`${table} ${name}`, chainOf(table, name, policy, family));
    const [, chain, rest] = /^(?:\[\d+:\d+\] )?-A (\S+)(.*)/.exec(line) ?? [];
    if (chain !== undefined) chains.get(`${table} ${chain}`)?.rules.push(ruleOf(line, rest ?? ''));
  }
  return [...chains.values()];
}

function chainOf(table: string, name: string, policy: string | undefined, family: AddressFamily) {
  const hook = HOOKS[name];
  const program = family === 'ipv6' ? 'ip6tables' : 'iptables';
  const isSourceNat = table === 'nat' && (hook === 'postrouting' || hook === 'input');
  return {
    listing: `${program} -t ${table} -S ${name}`,
    insertion: `${program} -t ${table} -I ${name}`,
    table: `${family} ${table}`,
    name,
    families: [family],
    hook,
    priority: isSourceNat ? NAT_SOURCE_PRIORITY : (PRIORITIES[table] ?? 0),
    policy: policy === 'DROP' ? ('drop' as const) : ('accept' as const),
    rules: [] as Rule[],
  };
}

/** Words of a line, of which some are in quotes. */
const wordsOf = (line: string): string[] =>
  Array.from(line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');

type Read = (value: string) => Match;

const list = (value: string): string[] => value.split(',');

const prefixes = (value: string): Prefix[] => list(value).flatMap((one) => match.parsePrefix(dotless(one)) ?? []);

/** `10.0.0.0/255.0.0.0` as `10.0.0.0/8`. */
const dotless = (text: string): string =>
  text.replace(/\/(\d+\.\d+\.\d+\.\d+)$/, (_, mask: string) => {
    const bits = mask.split('.').map((part) => Number(part).toString(2).padStart(8, '0'));
    return `/${bits.join('').replace(/0+$/, '').length}`;
  });

const ranges = (value: string): Range[] =>
  list(value).map((one) => {
    const [first = '0', last = first] = one.split(':');
    return [Number(first || 0), Number(last || 0xffff)];
  });

const states = (value: string): Match => match.state(list(value).map((one) => one.toLowerCase()));

const markOf = (value: string): { readonly mark: number; readonly mask: number } => {
  const [mark = '0', mask = '0xffffffff'] = value.split('/');
  return { mark: Number(mark), mask: Number(mask) };
};

/** Matches by their option. Each takes one value. */
const MATCHES: Readonly<Record<string, Read>> = {
  '-p': (value) => (value === 'all' ? () => true : match.protocol([protocolName(value)])),
  '-s': (value) => match.address('source', prefixes(value)),
  '-d': (value) => match.address('destination', prefixes(value)),
  '-i': (value) => match.link('inputs', [value]),
  '-o': (value) => match.link('outputs', [value]),
  '--sport': (value) => match.port('sourcePort', ranges(value)),
  '--sports': (value) => match.port('sourcePort', ranges(value)),
  '--dport': (value) => match.port('destinationPort', ranges(value)),
  '--dports': (value) => match.port('destinationPort', ranges(value)),
  '--ctstate': states,
  '--state': states,
  '--mark': (value) => {
    const { mark, mask } = markOf(value);
    return match.mark(mark, mask);
  },
};

/** Options that say nothing about the packet: how many values each has. */
const SILENT: Readonly<Record<string, number>> = { '--comment': 1, '--wait': 0 };

/** Modules of matches whose options are all known here. */
const MODULES = ['tcp', 'udp', 'sctp', 'multiport', 'conntrack', 'state', 'mark', 'comment'];

function ruleOf(line: string, rest: string): Rule {
  const words = wordsOf(rest);
  const matches: Match[] = [];
  const actions: Action[] = [];
  const [destinations, sources]: [Prefix[], Prefix[]] = [[], []];
  const ports: Range[] = [];
  for (let negated = false, word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '!') {
      negated = true;
      continue;
    }
    const read = MATCHES[word];
    if (word === '-j' || word === '-g') {
      actions.push(actionOf(word, words.splice(0)));
    } else if (read !== undefined) {
      const value = words.shift() ?? '';
      const one = read(value);
      if (word === '-d' && !negated) destinations.push(...prefixes(value));
      if (/^--dports?$/.test(word) && !negated) ports.push(...ranges(value));
      if (word === '-s' && !negated) sources.push(...prefixes(value));
      matches.push(negated ? match.not(one) : one);
    } else if (word === '-m') {
      if (!MODULES.includes(words[0] ?? '')) matches.push(match.unknown);
      words.shift();
    } else if (SILENT[word] !== undefined) {
      words.splice(0, SILENT[word]);
    } else if (word.startsWith('-')) {
      matches.push(match.unknown);
    }
    negated = false;
  }
  return { text: line.trim(), matches, destinations, sources, ports, actions };
}

const TARGETS: Readonly<
  Record<string, Action['type'] & ('accept' | 'drop' | 'return' | 'dnat' | 'snat' | 'continue' | 'notrack')>
> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'drop',
  RETURN: 'return',
  DNAT: 'dnat',
  REDIRECT: 'dnat',
  SNAT: 'snat',
  MASQUERADE: 'snat',
  NETMAP: 'snat',
  NOTRACK: 'notrack',
  LOG: 'continue',
  NFLOG: 'continue',
  TCPMSS: 'continue',
  CHECKSUM: 'continue',
};

/** What a target does, with its options. */
function actionOf(option: string, [target = '', ...options]: readonly string[]): Action {
  if (target === 'MARK') return markAction(options);
  // The mark of a connection, which may be any.
  if (target === 'CONNMARK') return { type: options.includes('--restore-mark') ? 'unknown' : 'continue' };
  if (target === 'CT') return { type: options.includes('--notrack') ? 'notrack' : 'continue' };
  const type = TARGETS[target];
  if (type !== undefined) return { type };
  // Targets are in capitals, and chains seldom.
  if (/^[A-Z]+$/.test(target) && options.length > 0) return { type: 'unknown' };
  return { type: option === '-g' ? 'goto' : 'jump', chain: target };
}

function markAction([option = '', value = '']: readonly string[]): Action {
  const { mark, mask } = markOf(value);
  switch (option) {
    case '--set-mark':
    case '--set-xmark':
      return { type: 'mark', mark, mask };
    case '--or-mark':
      return { type: 'mark', mark, mask: mark };
    default:
      return { type: 'unknown' };
  }
}
