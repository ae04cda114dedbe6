/** The commands and options that ipvsadm 1.31 has not. */
import { describe, expect, it } from 'vitest';
import { CONNECTION_STATES } from '../../src/ipvs/connection-states.ts';
import type { AddressServiceKey } from '../../src/ipvs/model.ts';
import type { ConnectionFilter } from '../../src/ipvs/proc/connection-filter.ts';
import type { Command, CommandOf, CountedBy, ListFormat } from '../../src/rules/command.ts';
import { NoCommandError, UsageError, type UsageErrorKind } from '../../src/rules/errors.ts';
import { readRules } from '../../src/rules/lines.ts';
import { parseCommand } from '../../src/rules/parse.ts';
import { names } from './names.ts';
import { operationOf } from './operations.ts';
import { type Line, wordsOf } from './words.ts';

const STATES = CONNECTION_STATES.join(', ');
const DNS = { address: '10.0.0.9', port: 53 } as const;
const key: AddressServiceKey = { protocol: 'tcp', address: '10.0.0.1', port: 80 };
const apply = (what: Partial<CommandOf<'apply'>>): Command => ({
  type: 'apply',
  dryRun: false,
  keepWeights: false,
  ...what,
});
const save = (what: Partial<CommandOf<'save'>>): Command => ({ type: 'save', numeric: false, all: false, ...what });
const diagnose = (what: Partial<CommandOf<'diagnose'>>): Command => ({
  type: 'diagnose',
  json: false,
  verbose: false,
  ignore: [],
  failOn: 'warning',
  probe: false,
  ...what,
});
const format: ListFormat = { numeric: false, exact: false, sorted: true, json: false };
const list = (what: Partial<CommandOf<'list'>>): Command => ({ type: 'list', view: 'connections', format, ...what });
const connections = (filter: ConnectionFilter): Command => ({
  type: 'list-connections',
  filter,
  format,
  withEngine: false,
});
const counts = (by: CountedBy, filter: ConnectionFilter = {}): Command => ({
  type: 'count-connections',
  by,
  filter,
  format,
});
const metrics = (what: Partial<CommandOf<'metrics'>>): Command => ({
  type: 'metrics',
  format: 'openmetrics',
  connections: false,
  findings: false,
  ...what,
});
const drain = (what: Partial<CommandOf<'drain'>>): Command => ({
  type: 'drain',
  key,
  dryRun: false,
  json: false,
  ...what,
});
const machines = (what: Partial<CommandOf<'drain-machines'>>): Command => ({
  type: 'drain-machines',
  machines: [],
  leave: false,
  force: false,
  dryRun: false,
  json: false,
  ...what,
});
const exist = (line: string): Command => ({ type: 'change', operation: operationOf(line), exist: true });

describe('parseCommand', () => {
  it.each<[Line, Command]>([
    ['--apply', apply({})],
    ['--apply rules', apply({ file: 'rules' })],
    ['--apply=rules', apply({ file: 'rules' })],
    ['--apply --dry-run', apply({ dryRun: true })],
    ['--apply rules --keep-weights --dry-run', apply({ file: 'rules', keepWeights: true, dryRun: true })],
    ['--apply rules --confirm', apply({ file: 'rules', confirm: 120 })],
    ['--apply rules --confirm=9', apply({ file: 'rules', confirm: 9 })],
    ['--apply --confirm 9 --keep-weights', apply({ confirm: 9, keepWeights: true })],
    ['--confirm 9 --apply rules', apply({ file: 'rules', confirm: 9 })],
    ['--confirm --apply rules', apply({ file: 'rules', confirm: 120 })],
    ['--confirm', { type: 'confirm' }],
    ['--rollback', { type: 'rollback' }],
    ['--rollback --limit 9', { type: 'rollback', limit: 9 }],
    ['-S --all -n', save({ all: true, numeric: true })],
    ['-S --output rules', save({ output: 'rules' })],
    ['-S --output=-', save({ output: '-' })],
    ['--diagnose', diagnose({})],
    ['--diagnose -n -t 10.0.0.1:80', diagnose({ key })],
    ['--diagnose -v --json', diagnose({ verbose: true, json: true })],
    ['--diagnose -nv', diagnose({ verbose: true })],
    ['--verbose --diagnose', diagnose({ verbose: true })],
    ['--diagnose --fail-on info --record out', diagnose({ failOn: 'info', record: 'out' })],
    ['--diagnose --probe', diagnose({ probe: true })],
    ['--diagnose --facts in', diagnose({ facts: 'in' })],
    [
      '--diagnose --ignore LVS101 --ignore LVS202=tcp:10.0.0.1:80',
      diagnose({ ignore: [{ code: 'LVS101' }, { code: 'LVS202', object: 'tcp:10.0.0.1:80' }] }),
    ],
    ['-L --metrics', metrics({})],
    ['-Lnc --metrics --findings', metrics({ connections: true, findings: true })],
    ['-L --metrics prometheus --output out', metrics({ format: 'prometheus', output: 'out' })],
    ['--metrics=node_exporter -L -n', metrics({ format: 'node_exporter' })],
    ['--drain -t 10.0.0.1:80', drain({})],
    ['--drain -r 10.0.0.9 -t 10.0.0.1:80', drain({ server: { address: '10.0.0.9', port: 80 } })],
    ['--drain -t 10.0.0.1:80 -r 10.0.0.9:90 --limit 0', drain({ server: { address: '10.0.0.9', port: 90 }, limit: 0 })],
    ['-L -r 10.0.0.9', list({ server: { address: '10.0.0.9' } })],
    ['-L -r 10.0.0.9:80 --stats', list({ server: { address: '10.0.0.9', port: 80 }, view: 'stats' })],
    ['-L -r 10.0.0.9:domain -u 10.0.0.1:80', list({ key: { ...key, protocol: 'udp' }, server: DNS })],
    ['-L -c -t 10.0.0.1:80', connections({ service: key })],
    ['-L -t 10.0.0.1 -c', connections({ service: { ...key, port: 0 } })],
    ['-L -c -f 7 -6', connections({ service: { fwmark: 7, family: 'ipv6' } })],
    ['-L -c -r 10.0.0.9:53', connections({ server: DNS })],
    ['-L --client 10.0.0.0/8 -c', connections({ client: '10.0.0.0/8' })],
    ['-L -c --client 2001:db8::1', connections({ client: '2001:db8::1' })],
    ['-L -c --state syn_recv,C-Echoed', connections({ states: ['SYN_RECV', 'C-ECHOED'] })],
    ['-L -c --count-by state', counts('state')],
    ['-L -c --count-by client --state UDP -r 10.0.0.9:53', counts('client', { states: ['UDP'], server: DNS })],
    ['--drain -t 10.0.0.1:80 --dry-run --json', drain({ dryRun: true, json: true })],
    ['--drain -r 10.0.0.9', machines({ machines: [{ address: '10.0.0.9' }] })],
    [
      '--drain -r 10.0.0.9,[2001:db8::9]:90,10.0.0.9:80 --leave --limit 9',
      machines({
        machines: [{ address: '10.0.0.9' }, { address: '2001:db8::9', port: 90 }, { address: '10.0.0.9', port: 80 }],
        leave: true,
        limit: 9,
      }),
    ],
    ['--force --drain -r 10.0.0.9 --json', machines({ machines: [{ address: '10.0.0.9' }], force: true, json: true })],
    [
      '--undrain -r 10.0.0.9 --dry-run',
      { type: 'undrain', machines: [{ address: '10.0.0.9' }], dryRun: true, json: false },
    ],
    ['-A --exist -t 10.0.0.1:80 -s rr', exist('-A -t 10.0.0.1:80 -s rr')],
    ['-a -t 10.0.0.1:80 -r 10.0.0.9 -m --exist', exist('-a -t 10.0.0.1:80 -r 10.0.0.9 -m')],
    ['-D -t 10.0.0.1:80 --exist', exist('-D -t 10.0.0.1:80')],
    ['-d -t 10.0.0.1:80 -r 10.0.0.9 --exist', exist('-d -t 10.0.0.1:80 -r 10.0.0.9')],
  ])('reads %j', (line, command) => {
    expect(parseCommand(wordsOf(line), names)).toEqual(command);
  });
});

describe('options before the command', () => {
  it.each([
    ['-nL', '-L -n'],
    ['-n -L', '-L -n'],
    ['--numeric --list', '--list --numeric'],
    ['-cnL', '-L -c -n'],
    ['-t 10.0.0.1:80 -A', '-A -t 10.0.0.1:80'],
    ['-t 10.0.0.1:80 -A -s rr', '-A -t 10.0.0.1:80 -s rr'],
    ['-r 10.0.0.9 -t 10.0.0.1:80 -m -w 3 -a', '-a -t 10.0.0.1:80 -r 10.0.0.9 -m -w 3'],
    ['-n --timeout --list', '--list -n --timeout'],
    ['--mcast-interface dummy0 --start-daemon master', '--start-daemon master --mcast-interface dummy0'],
    ['-n -h', '-h'],
    ['-n --version -Q', '-v'],
  ])('mean the same as after it: %s', (line, usual) => {
    expect(parseCommand(wordsOf(line), names)).toEqual(parseCommand(wordsOf(usual), names));
  });

  it.each<[line: string, message: string]>([
    ['-t bad -A', 'illegal virtual server address[:port] specified'],
    ['-n -n -L', "multiple 'numeric' options specified"],
    ['-n -L -A', "invalid option `-A'"],
    ['-w 1 -L', "Illegal 'weight' option with the 'list' command"],
  ])('have their errors reported: %s', (line, message) => {
    expect(() => parseCommand(wordsOf(line), names)).toThrow(new UsageError(message));
  });

  it.each(['-n', '-t 10.0.0.1:80', '-t bad', '-n -Q', '-Q -L', '-w -L'])('are not a command: %s', (line) => {
    expect(() => parseCommand(wordsOf(line), names)).toThrow(NoCommandError);
  });
});

describe('parseCommand', () => {
  it.each<[Line, message: string, kind?: UsageErrorKind]>([
    // What an unset variable gives must not be taken for standard input, which may be empty.
    [['--apply', ''], 'empty file name specified'],
    ['--apply=', 'empty file name specified'],
    ['--apply -', 'unexpected argument -'],
    ['--apply a b', 'unexpected argument b'],
    ['--apply --confirm 0', "invalid timeout value `0' specified"],
    ['--apply --confirm rules', "invalid timeout value `rules' specified"],
    ['--apply --confirm --confirm', "invalid option `--confirm'"],
    ['--apply --rollback', "invalid option `--rollback'"],
    ['--apply --confirm --dry-run', "The option 'dry-run' conflicts with the 'confirm' option in the 'apply' command"],
    ['--confirm 9', '--confirm takes seconds only with --apply'],
    ['--confirm --limit 9', "Illegal 'limit' option with the 'confirm' command"],
    ['-L --confirm', "invalid option `--confirm'"],
    ['--apply --all', "Illegal 'all' option with the 'apply' command"],
    ['-R --dry-run', "Illegal 'dry-run' option with the 'restore' command"],
    ['-S --keep-weights', "Illegal 'keep-weights' option with the 'save' command"],
    [['-S', '--output', ''], 'empty file name specified'],
    ['-S --output', '--output: missing argument', 'unparsable'],
    ['-L --client 10.0.0.1', "The option 'client' needs the 'connection' option in the 'list' command"],
    ['-L --state UDP -t 10.0.0.1:80', "The option 'state' needs the 'connection' option in the 'list' command"],
    ['-L --count-by state', "The option 'count-by' needs the 'connection' option in the 'list' command"],
    ['-S --client 10.0.0.1', "Illegal 'client' option with the 'save' command"],
    [
      '-L -c --client 300.0.0.0/8',
      "illegal client specified: `300.0.0.0/8' is no address, and no network such as 192.0.2.0/24",
    ],
    [['-L', '-c', '--client', ''], "illegal client specified: `' is no address, and no network such as 192.0.2.0/24"],
    ['-L -c --state UDP,NOPE', `illegal state specified: \`NOPE' is none of ${STATES}`],
    ['-L -c --state UDP,', `illegal state specified: \`' is none of ${STATES}`],
    ['-L -c --state UDP --state NONE', "multiple 'state' options specified"],
    ['-L -c --count-by port', "illegal count-by specified: `port' is none of service, server, state, client"],
    ['-L -c -r bad:host:1', 'illegal real server address[:port] specified'],
    ['-L --timeout -r 10.0.0.9', "The option 'timeout' conflicts with the 'real-server' option in the 'list' command"],
    ['-L --watch -r 10.0.0.9', "The option 'watch' conflicts with the 'real-server' option in the 'list' command"],
    ['-L --daemon -r 10.0.0.9', "The option 'daemon' conflicts with the 'real-server' option in the 'list' command"],
    [
      '-L -t 10.0.0.1:80 -c --timeout',
      "The option 'timeout' conflicts with the 'connection' option in the 'list' command",
    ],
    ['-L -c -t 10.0.0.1:80 -w 1', "Illegal 'weight' option with the 'list' command"],
    ['-L -c -t 10.0.0.1:80 --stats', 'options conflicts in the list command'],
    ['-L --output x', "The option 'output' needs the 'metrics' option in the 'list' command"],
    ['-L --findings', "The option 'findings' needs the 'metrics' option in the 'list' command"],
    ['-L --output x --findings', "The option 'findings' needs the 'metrics' option in the 'list' command"],
    ['-L --metrics x', "illegal metrics format `x' specified: openmetrics, prometheus or node_exporter"],
    ['-L --metrics=', "illegal metrics format `' specified: openmetrics, prometheus or node_exporter"],
    [['-L', '--metrics', '--output', ''], 'empty file name specified'],
    ['-L --metrics --metrics', "multiple 'metrics' options specified"],
    ['-L --metrics --watch', "Illegal 'watch' option with the 'openmetrics' format of metrics"],
    ['-L --metrics --json', "Illegal 'json' option with the 'openmetrics' format of metrics"],
    ['-L --metrics --rate --stats', "Illegal 'stats' option with the 'openmetrics' format of metrics"],
    [
      '-L --metrics=prometheus -t 1.2.3.4:5',
      "Illegal 'service-address' option with the 'prometheus' format of metrics",
    ],
    ['-L --metrics=node_exporter -c', "Illegal 'connection' option with the 'node_exporter' format of metrics"],
    ['-L --metrics=node_exporter --findings', "Illegal 'findings' option with the 'node_exporter' format of metrics"],
    ['-S --metrics', "Illegal 'metrics' option with the 'save' command"],
    ['--diagnose -v -v', "invalid option `-v'"],
    ['--diagnose --verbose -v', "invalid option `-v'"],
    ['--diagnose -L', "invalid option `-L'"],
    ['--diagnose --ignore 101', 'illegal ignore specified: as in LVS101, or LVS101=OBJECT'],
    ['--diagnose --ignore LVS101=', 'illegal ignore specified: as in LVS101, or LVS101=OBJECT'],
    ['--diagnose --fail-on never', 'illegal fail-on specified'],
    ['--diagnose --limit 1', "Illegal 'limit' option with the 'diagnose' command"],
    ['-L --verbose', "Illegal 'verbose' option with the 'list' command"],
    ['--drain', "You need to supply the 'service-address' or 'real-server' option for the 'drain' command"],
    ['--undrain', "You need to supply the 'real-server' option for the 'undrain' command"],
    ['--undrain -r 10.0.0.9 --force', "Illegal 'force' option with the 'undrain' command"],
    ['--undrain -r 10.0.0.9 -t 10.0.0.1:80', "Illegal 'service-address' option with the 'undrain' command"],
    ['--drain -r 10.0.0.9,', 'illegal real server address[:port] specified'],
    ['--drain -r 10.0.0.9 -r 10.0.0.8', "multiple 'real-server' options specified"],
    ['--drain -t 10.0.0.1:80 -r 10.0.0.9,10.0.0.8', 'illegal real server address[:port] specified'],
    ['-a -t 10.0.0.1:80 -r 10.0.0.9,10.0.0.8', 'illegal real server address[:port] specified'],
    [
      '--drain -t 10.0.0.1:80 --leave',
      "The option 'leave' conflicts with the 'service-address' option in the 'drain' command",
    ],
    [
      '--drain -t 10.0.0.1:80 --force',
      "The option 'force' conflicts with the 'service-address' option in the 'drain' command",
    ],
    ['--drain -t 10.0.0.1:80 -r x:y:z', 'illegal real server address[:port] specified'],
    ['--drain -t 10.0.0.1:80 --limit -1', "invalid timeout value `-1' specified"],
    ['--drain -t 10.0.0.1:80 --limit 1.5', "invalid timeout value `1.5' specified"],
    ['--drain -t 10.0.0.1:80 -w 0', "Illegal 'weight' option with the 'drain' command"],
    ['-D -t 10.0.0.1:80 --limit 1', "Illegal 'limit' option with the 'delete-service' command"],
    ['-A -t 10.0.0.1:80 --keep', "Illegal 'keep' option with the 'add-service' command"],
    ['-d -t 10.0.0.1:80 -r 10.0.0.9 --keep', "Illegal 'keep' option with the 'delete-server' command"],
    ['-E -t 10.0.0.1:80 --exist', "Illegal 'exist' option with the 'edit-service' command"],
    ['-e -t 10.0.0.1:80 -r 10.0.0.9 --exist', "Illegal 'exist' option with the 'edit-server' command"],
    ['-C --exist', "Illegal 'exist' option with the 'flush' command"],
  ])('refuses %j', (line, message, kind: UsageErrorKind = 'usage') => {
    expect(() => parseCommand(wordsOf(line), names)).toThrow(new UsageError(message, { kind }));
  });
});

it('rules cannot apply rules, whose standard input they have read', () => {
  const errors = [...readRules('-C\n--apply\n--apply file\n', names)].filter((one) => 'error' in one);
  expect(errors.map(({ line, error }) => [line, error.message])).toEqual([
    [2, 'the rules cannot apply rules'],
    [3, 'the rules cannot apply rules'],
  ]);
});
