import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/rules/errors.ts';
import { parseCommand } from '../../src/rules/parse.ts';
import { names } from './names.ts';
import { wordsOf } from './words.ts';

/** Every option, by the name that messages give it; the order is that of the check. */
const OPTIONS: Readonly<Record<string, string>> = {
  numeric: '-n',
  connection: '-c',
  'service-address': '-u 10.0.0.9:53',
  scheduler: '-s rr',
  persistent: '-p 60',
  netmask: '-M 255.255.0.0',
  'real-server': '-r 192.168.0.2:80',
  'forwarding-method': '-i',
  weight: '-w 2',
  'u-threshold': '-x 10',
  'l-threshold': '-y 5',
  'mcast-interface': '--mcast-interface lo',
  timeout: '--timeout',
  daemon: '--daemon',
  stats: '--stats',
  rate: '--rate',
  thresholds: '--thresholds',
  'persistent-conn': '--persistent-conn',
  nosort: '--nosort',
  syncid: '--syncid 3',
  exact: '--exact',
  ops: '-o',
  pe: '--pe sip',
  'sched-flags': '-b flag-1',
  'mcast-group': '--mcast-group 224.0.0.82',
  'mcast-port': '--mcast-port 8849',
  'mcast-ttl': '--mcast-ttl 2',
  'sync-maxlen': '--sync-maxlen 1000',
  'tun-info': '--tun-info',
  json: '--json',
  client: '--client 10.0.0.0/8',
  state: '--state CLOSE',
  'count-by': '--count-by server',
  'tun-type': '--tun-type gue',
  'tun-port': '--tun-port 6080',
  'tun-nocsum': '--tun-nocsum',
  'tun-csum': '--tun-csum',
  'tun-remcsum': '--tun-remcsum',
};

const SERVICE = 'scheduler persistent netmask ops pe sched-flags';
const SERVER = 'forwarding-method weight u-threshold l-threshold tun-type tun-port tun-nocsum tun-csum tun-remcsum';
const LIST =
  'numeric connection service-address timeout daemon stats rate exact thresholds persistent-conn tun-info nosort syncid ' +
  'json real-server client state count-by';
const DAEMON = 'mcast-interface mcast-group mcast-port mcast-ttl syncid sync-maxlen';

/**
 * Command, its name in messages, the options it needs, and those it allows: recorded from ipvsadm 1.31, but for json
 * and the filters of listings.
 */
const COMMANDS: readonly (readonly [string, string, string, string])[] = [
  ['-A', 'add-service', 'service-address', SERVICE],
  ['-E', 'edit-service', 'service-address', SERVICE],
  ['-D', 'delete-service', 'service-address', ''],
  ['-C', 'flush', '', ''],
  ['-R', 'restore', '', ''],
  ['-S', 'save', '', 'numeric'],
  ['-a', 'add-server', 'service-address real-server', SERVER],
  ['-e', 'edit-server', 'service-address real-server', SERVER],
  ['-d', 'delete-server', 'service-address real-server', ''],
  ['-L', 'list', '', LIST],
  ['-Z', 'zero', '', 'service-address'],
  ['--set 0 0 0', 'set', '', ''],
  ['--start-daemon master', 'start-daemon', '', DAEMON],
  ['--stop-daemon backup', 'stop-daemon', '', 'syncid'],
];

const split = (list: string): string[] => list.split(' ').filter((name) => name !== '');
const optionWords = (list: readonly string[]): string => list.map((name) => OPTIONS[name]).join(' ');

describe.each(COMMANDS)('%s', (command, name, needs, allows) => {
  const required = split(needs);
  const permitted = [...required, ...split(allows)];
  const parse = (...options: string[]) => parseCommand(wordsOf(`${command} ${optionWords(options)}`), names);
  const others = Object.keys(OPTIONS).filter((option) => !required.includes(option));

  it.each(others.filter((option) => !permitted.includes(option)))('does not take %s', (option) => {
    expect(() => parse(...required, option)).toThrow(
      new UsageError(`Illegal '${option}' option with the '${name}' command`),
    );
  });

  it.each(others.filter((option) => permitted.includes(option)))('takes %s', (option) => {
    let message = '';
    try {
      parse(...required, option);
    } catch (error) {
      message = String(error);
    }
    // Some do not go alone for reasons of their own: those are told in other words.
    expect(message).not.toMatch(/Illegal .* command|need to supply .* command/);
  });

  it.each(required)('needs %s', (option) => {
    expect(() => parse(...required.filter((other) => other !== option))).toThrow(
      new UsageError(`You need to supply the '${option}' option for the '${name}' command`),
    );
  });

  it('takes --sort twice', () => {
    expect(parseCommand(wordsOf(`${command} ${optionWords(required)} --sort --sort`), names)).toBeDefined();
  });
});

describe('of several wrong options, the first in the order of the check is reported', () => {
  const illegal = Object.keys(OPTIONS);
  it.each(illegal.slice(1).map((option, index) => [illegal[index] ?? '', option] as const))('%s, %s', (a, b) => {
    expect(() => parseCommand(wordsOf(`-C ${optionWords([b, a])}`), names)).toThrow(
      new UsageError(`Illegal '${a}' option with the 'flush' command`),
    );
  });

  it.each([
    ['-a', "You need to supply the 'service-address' option for the 'add-server' command"],
    ['-a -s rr', "You need to supply the 'service-address' option for the 'add-server' command"],
    ['-a -t 10.0.0.1:80 -s rr', "Illegal 'scheduler' option with the 'add-server' command"],
    ['-A -n', "Illegal 'numeric' option with the 'add-service' command"],
    ['-A -w 1', "You need to supply the 'service-address' option for the 'add-service' command"],
  ])('%s', (line, message) => {
    expect(() => parseCommand(wordsOf(line), names)).toThrow(new UsageError(message));
  });
});
