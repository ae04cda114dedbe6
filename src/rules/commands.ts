import type { ReadValue } from './draft.ts';
import type { OptionName } from './options.ts';
import { requireDaemonState, requireFileName, requireTimeout } from './values.ts';

/**
 * One command: how it is spelled, and which options it requires and allows. Options in neither list are illegal with
 * it, but for `netns`, and `sort` and `ipv6`, which ipvsadm 1.31 takes anywhere.
 */
interface CommandRow {
  readonly long: string;
  readonly short?: string;
  /** A second short spelling. */
  readonly alias?: string;
  /** Name that error messages call it by, where that is not `long`. */
  readonly name?: string;
  /** Placeholder of the value that belongs to the command's own option. */
  readonly value?: string;
  /** Set where that value may be left out. */
  readonly optionalValue?: true;
  /** Checks that value and puts it into the draft, before the options that follow. */
  readonly read?: ReadValue;
  readonly required?: readonly OptionName[];
  readonly allowed?: readonly OptionName[];
  /** Options of it that are spelled as a command. */
  readonly means?: { readonly [command: string]: OptionName };
  /** Options that exclude ones before them in the table of options. */
  readonly conflicts?: Conflicts;
  readonly needs?: Needs;
  readonly help: string;
}

/** For an option, the one that it means nothing without. */
export type Needs = { readonly [option in OptionName]?: OptionName };

/** For an option, the others that it cannot stand beside. */
export type Conflicts = { readonly [option in OptionName]?: readonly OptionName[] };

const SERVICE_SETTINGS = ['scheduler', 'persistent', 'netmask', 'ops', 'pe', 'sched-flags'] as const;
const SERVER_SETTINGS = [
  'forwarding-method',
  'weight',
  'u-threshold',
  'l-threshold',
  'tun-type',
  'tun-port',
  'tun-nocsum',
  'tun-csum',
  'tun-remcsum',
] as const;
const LIST = [
  'numeric',
  'connection',
  'service-address',
  'real-server',
  'timeout',
  'daemon',
  'stats',
  'rate',
  'thresholds',
  'persistent-conn',
  'nosort',
  'syncid',
  'exact',
  'tun-info',
  'json',
  'client',
  'state',
  'count-by',
  'watch',
  'once',
  'allow-changes',
  'metrics',
  'findings',
  'output',
] as const;
const LIST_CONFLICTS: Conflicts = {
  timeout: ['connection', 'service-address', 'real-server'],
  daemon: ['connection', 'service-address', 'real-server', 'timeout'],
  watch: [
    'connection',
    'real-server',
    'timeout',
    'daemon',
    'stats',
    'rate',
    'thresholds',
    'persistent-conn',
    'nosort',
    'syncid',
    'exact',
    'tun-info',
  ],
};
const LIST_NEEDS: Needs = {
  client: 'connection',
  state: 'connection',
  'count-by': 'connection',
  once: 'watch',
  'allow-changes': 'watch',
  findings: 'metrics',
  output: 'metrics',
};
const DAEMON = ['mcast-interface', 'syncid', 'sync-maxlen', 'mcast-group', 'mcast-port', 'mcast-ttl', 'exist'] as const;

export const COMMANDS = [
  {
    long: 'add-service',
    short: 'A',
    required: ['service-address'],
    allowed: [...SERVICE_SETTINGS, 'exist'],
    help: 'add a virtual service',
  },
  {
    long: 'edit-service',
    short: 'E',
    required: ['service-address'],
    allowed: [...SERVICE_SETTINGS, 'keep', 'unset'],
    help: 'edit a virtual service',
  },
  {
    long: 'delete-service',
    short: 'D',
    required: ['service-address'],
    allowed: ['exist'],
    help: 'delete a virtual service',
  },
  { long: 'clear', short: 'C', name: 'flush', help: 'clear the whole table' },
  { long: 'restore', short: 'R', help: 'restore rules from standard input' },
  { long: 'save', short: 'S', allowed: ['numeric', 'all', 'output'], help: 'save rules to standard output' },
  {
    long: 'add-server',
    short: 'a',
    required: ['service-address', 'real-server'],
    allowed: [...SERVER_SETTINGS, 'exist'],
    help: 'add a real server to a virtual service',
  },
  {
    long: 'edit-server',
    short: 'e',
    required: ['service-address', 'real-server'],
    allowed: [...SERVER_SETTINGS, 'keep', 'unset'],
    help: 'edit a real server of a virtual service',
  },
  {
    long: 'delete-server',
    short: 'd',
    required: ['service-address', 'real-server'],
    allowed: ['exist'],
    help: 'delete a real server from a virtual service',
  },
  {
    long: 'list',
    short: 'L',
    alias: 'l',
    allowed: LIST,
    conflicts: LIST_CONFLICTS,
    needs: LIST_NEEDS,
    help: 'list the table, or one virtual service (also -l)',
  },
  { long: 'zero', short: 'Z', allowed: ['service-address'], help: 'zero the counters of a service, or of all' },
  { long: 'set', help: 'set the timeouts of connections, in seconds' },
  {
    long: 'start-daemon',
    value: 'master|backup',
    read: (draft, value) => {
      draft.state = requireDaemonState(value, 'illegal start-daemon parameter specified');
    },
    allowed: DAEMON,
    help: 'start a connection sync daemon',
  },
  {
    long: 'stop-daemon',
    value: 'master|backup',
    read: (draft, value) => {
      draft.state = requireDaemonState(value, 'illegal start_daemon specified');
    },
    allowed: ['syncid', 'exist'],
    help: 'stop a connection sync daemon',
  },
  {
    long: 'apply',
    value: 'file',
    optionalValue: true,
    read: (draft, value) => {
      draft.file = requireFileName(value);
    },
    allowed: ['dry-run', 'keep-weights', 'confirm'],
    means: { confirm: 'confirm' },
    conflicts: { 'dry-run': ['confirm'] },
    help: 'make the table equal to rules, or to JSON, and change only what differs',
  },
  {
    long: 'confirm',
    value: 'seconds',
    optionalValue: true,
    read: (draft, value) => {
      draft.confirm = requireTimeout(value, 1);
    },
    help: 'keep what was applied; with --apply: take it back after seconds, 120 by default, unless confirmed',
  },
  {
    long: 'rollback',
    allowed: ['limit'],
    help: 'take back what was applied and is not confirmed',
  },
  {
    long: 'drain',
    allowed: ['service-address', 'real-server', 'limit', 'leave', 'force', 'dry-run', 'json'],
    conflicts: { leave: ['service-address'], force: ['service-address'] },
    help: 'delete a real server, a service, or machines from every service, once no active connection is left',
  },
  {
    long: 'undrain',
    required: ['real-server'],
    allowed: ['dry-run', 'json'],
    help: 'bring drained machines back, just as they were',
  },
  {
    long: 'diagnose',
    allowed: ['numeric', 'service-address', 'json', 'verbose', 'ignore', 'fail-on', 'probe', 'record', 'facts'],
    means: { version: 'verbose' },
    help: 'say what keeps the table, or one virtual service, from working; changes nothing',
  },
  { long: 'help', short: 'h', help: 'print this text' },
  { long: 'version', short: 'v', help: 'print the version' },
] as const satisfies readonly CommandRow[];

/** A command, by its long spelling. */
export type CommandName = (typeof COMMANDS)[number]['long'];
/** One row, with what rows may leave out spelled as optional. */
export type CommandDefinition = CommandRow & { readonly long: CommandName };
