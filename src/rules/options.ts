import type { Draft, ReadValue } from './draft.ts';
import {
  readIPv6,
  readNetmask,
  readServerAddress,
  readServiceAddress,
  requireClients,
  requireCountedBy,
  requireFileName,
  requireIgnore,
  requireInterface,
  requireMetricsFormat,
  requireMulticastGroup,
  requireNumber,
  requireSeverity,
  requireStates,
  requireTimeout,
  requireTunnelType,
} from './values.ts';

/**
 * One spelling of an option. The scanner, the check of what a command allows, the parser and the help all read this.
 */
interface OptionRow {
  readonly long: string;
  readonly short?: string;
  /** Name that error messages call it by, where that is not `long`: spellings of one name exclude each other. */
  readonly name?: string;
  /** Placeholder of its value in the help. Absent where it takes none. */
  readonly value?: string;
  /** What an absent value means. Absent where the option needs one. */
  readonly default?: string;
  /** Set where it may be given more than once. */
  readonly repeatable?: true;
  /** Checks the value and puts it into the draft. Absent where it is enough that the option was given. */
  readonly read?: ReadValue;
  readonly help: string;
}

const INT_MAX = 0x7fff_ffff;
const UINT_MAX = 0xffff_ffff;
const PORT_MAX = 0xffff;
/** Seconds of a day. */
const DAY = 86_400;
/** Bytes of UDP payload in an IPv4 datagram. */
const LONGEST_SYNC_MESSAGE = 65_507;

/** A reader of a value that stays as it is. */
const keep =
  (field: 'scheduler' | 'persistenceEngine' | 'schedulerFlags'): ReadValue =>
  (draft, value) => {
    draft[field] = value;
  };

/** A reader of a whole number. */
const number =
  (field: NumberField, least: number, most: number, message: string): ReadValue =>
  (draft, value) => {
    draft[field] = requireNumber(value, least, most, message);
  };

type NumberField =
  | 'weight'
  | 'upperThreshold'
  | 'lowerThreshold'
  | 'syncId'
  | 'syncMaxLength'
  | 'port'
  | 'ttl'
  | 'tunnelPort';

const forwarding =
  (method: Draft['forwarding']): ReadValue =>
  (draft) => {
    if (method !== undefined) draft.forwarding = method;
  };

/** The options of ipvsadm, in the order in which ipvsadm 1.31 checks them against a command. */
export const OPTIONS = [
  { long: 'numeric', short: 'n', help: 'numeric output of addresses and ports' },
  { long: 'connection', short: 'c', help: 'output of current IPVS connections' },
  {
    long: 'tcp-service',
    short: 't',
    name: 'service-address',
    value: 'service-address',
    read: readServiceAddress('tcp'),
    help: 'TCP service, host[:port]',
  },
  {
    long: 'udp-service',
    short: 'u',
    name: 'service-address',
    value: 'service-address',
    read: readServiceAddress('udp'),
    help: 'UDP service, host[:port]',
  },
  {
    long: 'sctp-service',
    name: 'service-address',
    value: 'service-address',
    read: readServiceAddress('sctp'),
    help: 'SCTP service, host[:port]',
  },
  {
    long: 'fwmark-service',
    short: 'f',
    name: 'service-address',
    value: 'fwmark',
    read: (draft, value) => {
      const fwmark = requireNumber(value, 1, UINT_MAX, `invalid fwmark value \`${value}' specified`);
      draft.key = { fwmark, family: 'ipv4' };
    },
    help: 'packets with a firewall mark, an integer greater than zero',
  },
  { long: 'ipv6', short: '6', read: readIPv6, help: 'the preceding firewall mark is for IPv6' },
  {
    long: 'scheduler',
    short: 's',
    value: 'scheduler',
    read: keep('scheduler'),
    help: 'one of rr|wrr|lc|wlc|lblc|lblcr|dh|sh|sed|nq|fo|ovf|mh|twos, wlc by default',
  },
  {
    long: 'persistent',
    short: 'p',
    value: 'timeout',
    // What ipvsadm 1.31 does, though its man page says 300.
    default: '360',
    read: (draft, value) => {
      draft.persistence = { timeout: requireTimeout(value, 1) };
    },
    help: 'persistent service; seconds, 360 by default',
  },
  {
    long: 'netmask',
    short: 'M',
    value: 'netmask',
    read: readNetmask,
    help: 'granularity of persistence: a mask, for IPv6 a prefix length',
  },
  {
    long: 'real-server',
    short: 'r',
    value: 'server-address',
    read: readServerAddress,
    help: 'real server, host[:port]; a machine, of which --drain takes several: host[:port],...',
  },
  {
    long: 'gatewaying',
    short: 'g',
    name: 'forwarding-method',
    read: forwarding('direct'),
    help: 'forward by direct routing (the default)',
  },
  {
    long: 'ipip',
    short: 'i',
    name: 'forwarding-method',
    read: forwarding('tunnel'),
    help: 'forward through a tunnel',
  },
  {
    long: 'masquerading',
    short: 'm',
    name: 'forwarding-method',
    read: forwarding('masquerade'),
    help: 'forward by masquerading (NAT)',
  },
  {
    long: 'weight',
    short: 'w',
    value: 'weight',
    read: number('weight', 0, INT_MAX, 'illegal weight specified'),
    help: 'capacity of the real server, 1 by default; 0 drains it',
  },
  {
    long: 'u-threshold',
    short: 'x',
    value: 'uthreshold',
    read: number('upperThreshold', 0, INT_MAX, 'illegal u_threshold specified'),
    help: 'connections above which it gets no new ones',
  },
  {
    long: 'l-threshold',
    short: 'y',
    value: 'lthreshold',
    read: number('lowerThreshold', 0, INT_MAX, 'illegal l_threshold specified'),
    help: 'connections below which it gets new ones again',
  },
  {
    long: 'mcast-interface',
    value: 'interface',
    read: (draft, value) => {
      draft.interface = requireInterface(value);
    },
    help: 'multicast interface of the sync daemon, eth0 by default',
  },
  { long: 'timeout', help: 'output of the timeouts (tcp tcpfin udp)' },
  { long: 'daemon', help: 'output of the sync daemons' },
  { long: 'stats', help: 'output of statistics' },
  { long: 'rate', help: 'output of rates' },
  { long: 'thresholds', help: 'output of thresholds' },
  { long: 'persistent-conn', help: 'output of persistent connections' },
  { long: 'nosort', help: 'output in the order of the kernel' },
  { long: 'sort', help: 'does nothing: sorted output is the default' },
  {
    long: 'syncid',
    value: 'syncid',
    read: number('syncId', 0, 255, 'illegal syncid specified'),
    help: 'id of the sync daemon, 0 by default',
  },
  { long: 'exact', short: 'X', help: 'output of exact numbers' },
  { long: 'ops', short: 'o', help: 'one-packet scheduling' },
  {
    long: 'pe',
    value: 'engine',
    read: keep('persistenceEngine'),
    help: 'persistence engine: sip, or none by default',
  },
  {
    long: 'sched-flags',
    short: 'b',
    value: 'flags',
    read: keep('schedulerFlags'),
    help: 'flags of the scheduler, separated by commas',
  },
  {
    long: 'mcast-group',
    value: 'address',
    read: (draft, value) => {
      draft.group = requireMulticastGroup(value);
    },
    help: 'multicast group of the sync daemon, 224.0.0.81 by default',
  },
  {
    long: 'mcast-port',
    value: 'port',
    read: number('port', 1, PORT_MAX, 'illegal mcast-port specified'),
    help: 'UDP port of the sync daemon, 8848 by default',
  },
  {
    long: 'mcast-ttl',
    value: 'ttl',
    read: number('ttl', 1, 255, 'illegal mcast-ttl specified'),
    help: 'multicast TTL of the sync daemon, 1 by default',
  },
  {
    long: 'sync-maxlen',
    value: 'length',
    read: number('syncMaxLength', 1, LONGEST_SYNC_MESSAGE, 'illegal sync-maxlen specified'),
    help: 'bytes of a sync message, 1472 by default',
  },
  { long: 'tun-info', help: 'output of tunnel information' },
  { long: 'json', help: 'listing as JSON, with everything that the kernel tells' },
  {
    long: 'watch',
    value: 'seconds',
    default: '2',
    read: (draft, value) => {
      draft.interval = requireNumber(value, 1, DAY, `invalid watch interval \`${value}' specified`);
    },
    help: 'listing as a screen that is refreshed, every 2 seconds by default',
  },
  { long: 'once', help: 'watch for one interval only' },
  { long: 'allow-changes', help: 'let keys of the screen drain real servers' },
  {
    long: 'client',
    value: 'address[/length]',
    read: (draft, value) => {
      draft.client = requireClients(value);
    },
    help: 'with -c: connections of this client, or of those in a network',
  },
  {
    long: 'state',
    value: 'state[,state]',
    read: (draft, value) => {
      draft.states = requireStates(value);
    },
    help: 'with -c: connections in one of these states',
  },
  {
    long: 'count-by',
    value: 'service|server|state|client',
    read: (draft, value) => {
      draft.countBy = requireCountedBy(value);
    },
    help: 'with -c: how many there are of each',
  },
  {
    long: 'metrics',
    value: 'format',
    default: 'openmetrics',
    read: (draft, value) => {
      draft.metrics = requireMetricsFormat(value);
    },
    help: 'listing as metrics: openmetrics by default, prometheus, or node_exporter for its names',
  },
  { long: 'findings', help: 'metrics of what --diagnose finds, too' },
  { long: 'all', help: 'save the timeouts and the sync daemons too' },
  {
    long: 'output',
    value: 'file',
    read: (draft, value) => {
      draft.file = requireFileName(value);
    },
    help: 'write to a file, whole or not at all',
  },
  { long: 'dry-run', help: 'print the commands that would be run; ends with 1 when there are any' },
  { long: 'keep-weights', help: 'leave the weights of real servers that stay as they are' },
  { long: 'keep', help: 'edit only what is given, and leave the other settings as they are' },
  {
    long: 'unset',
    value: 'settings',
    read: (draft, value) => {
      draft.unset = value.split(',');
    },
    help: 'with --keep: settings that get their defaults again, by the names of their options, separated by commas',
  },
  {
    long: 'netns',
    value: 'namespace',
    help: 'in this network namespace: a name of ip-netns(8) or Docker, a process id, or a path; with any command',
  },
  { long: 'exist', help: 'succeed if it already exists, or is already gone' },
  {
    long: 'limit',
    value: 'seconds',
    read: (draft, value) => {
      draft.limit = requireTimeout(value, 0);
    },
    help: 'wait at most this long',
  },
  { long: 'leave', help: 'leave drained machines at weight 0, and do not delete them' },
  { long: 'force', help: 'drain machines though a service is left without a server' },
  { long: 'verbose', help: 'report what is right, too (after --diagnose also -v)' },
  {
    long: 'ignore',
    value: 'code[=object]',
    repeatable: true,
    read: (draft, value) => {
      draft.ignore = [...(draft.ignore ?? []), requireIgnore(value)];
    },
    help: 'do not report this finding, of one object or of any; may be repeated',
  },
  {
    long: 'fail-on',
    value: 'error|warning|info',
    read: (draft, value) => {
      draft.failOn = requireSeverity(value);
    },
    help: 'findings as severe as this or more end with 1; warning by default',
  },
  { long: 'probe', help: 'ask by packets, too: servers, ARP for virtual addresses, paths of tunnels' },
  {
    long: 'record',
    value: 'folder',
    read: (draft, value) => {
      draft.record = requireFileName(value);
    },
    help: 'record what was read, for a report of a bug',
  },
  {
    long: 'facts',
    value: 'folder',
    read: (draft, value) => {
      draft.facts = requireFileName(value);
    },
    help: 'diagnose what was recorded, not this machine',
  },
  {
    long: 'tun-type',
    value: 'ipip|gue|gre',
    read: (draft, value) => {
      draft.tunnelType = requireTunnelType(value);
    },
    help: 'type of the tunnel, ipip by default',
  },
  {
    long: 'tun-port',
    value: 'port',
    read: number('tunnelPort', 1, PORT_MAX, 'illegal tunnel port specified'),
    help: 'destination port of the tunnel',
  },
  { long: 'tun-nocsum', help: 'tunnel without checksum' },
  { long: 'tun-csum', help: 'tunnel with checksum' },
  { long: 'tun-remcsum', help: 'tunnel with remote checksum' },
] as const satisfies readonly OptionRow[];

type Row = (typeof OPTIONS)[number];

/** What error messages call an option. `confirm` is spelled as a command: see `means` in `commands.ts`. */
export type OptionName = RowName | 'confirm';

type RowName = Row extends infer R
  ? R extends { name: infer N }
    ? N
    : R extends { long: infer L }
      ? L
      : never
  : never;

/** One row, with what rows may leave out spelled as optional. */
export type OptionDefinition = OptionRow & { readonly long: Row['long'] };

/** The name of the option that a row spells. */
export const optionName = (row: Row): OptionName => ('name' in row ? row.name : row.long);
