/**
 * The options of ipvsadm as data, in the order in which ipvsadm 1.31 checks them against a command. The scanner, the check
 * of what a command allows, and the help text all read this table.
 */

interface Row {
  readonly long: string;
  readonly short?: string;
  /** Name that error messages call it by, where that is not `long`: spellings of one name exclude each other. */
  readonly name?: string;
  /** Placeholder of its value in the help text. */
  readonly value?: string;
  /** Set where the value may be left out. */
  readonly optionalValue?: true;
  readonly help: string;
}

export const OPTIONS = [
  { long: 'numeric', short: 'n', help: 'numeric output of addresses and ports' },
  { long: 'connection', short: 'c', help: 'output of current IPVS connections' },
  {
    long: 'tcp-service',
    short: 't',
    name: 'service-address',
    value: 'service-address',
    help: 'TCP service, host[:port]',
  },
  {
    long: 'udp-service',
    short: 'u',
    name: 'service-address',
    value: 'service-address',
    help: 'UDP service, host[:port]',
  },
  { long: 'sctp-service', name: 'service-address', value: 'service-address', help: 'SCTP service, host[:port]' },
  {
    long: 'fwmark-service',
    short: 'f',
    name: 'service-address',
    value: 'fwmark',
    help: 'packets with a firewall mark, an integer greater than zero',
  },
  { long: 'ipv6', short: '6', help: 'the firewall mark before it is of IPv6 packets' },
  {
    long: 'scheduler',
    short: 's',
    value: 'scheduler',
    help: 'one of rr|wrr|lc|wlc|lblc|lblcr|dh|sh|sed|nq|fo|ovf|mh|twos, wlc by default',
  },
  {
    long: 'persistent',
    short: 'p',
    value: 'timeout',
    optionalValue: true,
    help: 'persistent service; seconds, 360 by default',
  },
  {
    long: 'netmask',
    short: 'M',
    value: 'netmask',
    help: 'granularity of persistence: a mask, for IPv6 a prefix length',
  },
  { long: 'real-server', short: 'r', value: 'server-address', help: 'real server, host[:port]' },
  {
    long: 'gatewaying',
    short: 'g',
    name: 'forwarding-method',
    help: 'forward by direct routing (the default)',
  },
  { long: 'ipip', short: 'i', name: 'forwarding-method', help: 'forward through a tunnel' },
  { long: 'masquerading', short: 'm', name: 'forwarding-method', help: 'forward by masquerading (NAT)' },
  { long: 'weight', short: 'w', value: 'weight', help: 'capacity of the real server, 1 by default; 0 drains it' },
  { long: 'u-threshold', short: 'x', value: 'uthreshold', help: 'connections above which it gets no new ones' },
  { long: 'l-threshold', short: 'y', value: 'lthreshold', help: 'connections below which it gets new ones again' },
  { long: 'mcast-interface', value: 'interface', help: 'multicast interface of the sync daemon' },
  { long: 'timeout', help: 'output of the timeouts (tcp tcpfin udp)' },
  { long: 'daemon', help: 'output of the sync daemons' },
  { long: 'stats', help: 'output of statistics' },
  { long: 'rate', help: 'output of rates' },
  { long: 'thresholds', help: 'output of thresholds' },
  { long: 'persistent-conn', help: 'output of persistent connections' },
  { long: 'nosort', help: 'output in the order of the kernel' },
  { long: 'sort', help: 'does nothing: sorted output is the default' },
  { long: 'syncid', value: 'syncid', help: 'id of the sync daemon, 0 by default' },
  { long: 'exact', help: 'output of exact numbers' },
  { long: 'ops', short: 'o', help: 'one-packet scheduling' },
  { long: 'pe', value: 'engine', help: 'persistence engine: sip, or none by default' },
  { long: 'sched-flags', short: 'b', value: 'flags', help: 'flags of the scheduler, separated by commas' },
  { long: 'mcast-group', value: 'address', help: 'multicast group of the sync daemon, 224.0.0.81 by default' },
  { long: 'mcast-port', value: 'port', help: 'UDP port of the sync daemon, 8848 by default' },
  { long: 'mcast-ttl', value: 'ttl', help: 'multicast TTL of the sync daemon, 1 by default' },
  { long: 'sync-maxlen', value: 'length', help: 'bytes of a sync message, 1472 by default' },
  { long: 'tun-info', help: 'output of tunnel information' },
  { long: 'json', help: 'listing as JSON, with everything that the kernel tells' },
  { long: 'all', help: 'save the timeouts and the sync daemons too' },
  { long: 'output', value: 'file', help: 'save to a file, which is replaced whole or not at all' },
  { long: 'dry-run', help: 'print the commands that would be run; ends with 1 when there are any' },
  { long: 'keep-weights', help: 'leave the weights of real servers that stay as they are' },
  { long: 'exist', help: 'no error where the same is there already, or what is to be deleted is not' },
  { long: 'limit', value: 'seconds', help: 'drain for so long at most' },
  { long: 'tun-type', value: 'type', help: 'ipip, gue or gre; ipip by default' },
  { long: 'tun-port', value: 'port', help: 'destination port of the tunnel' },
  { long: 'tun-nocsum', help: 'tunnel without checksum' },
  { long: 'tun-csum', help: 'tunnel with checksum' },
  { long: 'tun-remcsum', help: 'tunnel with remote checksum' },
] as const satisfies readonly Row[];

type OptionRow = (typeof OPTIONS)[number];
/** What error messages call an option. */
export type OptionName = OptionRow extends infer R
  ? R extends { name: infer N }
    ? N
    : R extends { long: infer L }
      ? L
      : never
  : never;
export type OptionSpelling = OptionRow['long'];
/** Those that take a value. */
export type ValuedSpelling = Extract<OptionRow, { value: string }>['long'];

/** The name of the option that a row spells. */
export function optionName(row: OptionRow): OptionName {
  return 'name' in row ? row.name : row.long;
}
