import { Buffer } from 'node:buffer';
import { parseIPv4, parseIPv6 } from '../ipvs/address.ts';
import type { DaemonState, ForwardingMethod, Protocol, ServiceKey, TunnelType } from '../ipvs/model.ts';
import type { CommandName } from './commands.ts';
import { type Endpoint, parseEndpoint } from './endpoint.ts';
import { UsageError } from './errors.ts';
import type { Names } from './names.ts';
import { parseNetmask } from './netmask.ts';
import { parseNumber } from './number.ts';
import type { OptionName, OptionSpelling } from './options.ts';

/** Seconds of `-p` without a value: what ipvsadm 1.31 does, though its man page says 300. */
const DEFAULT_PERSISTENCE = 360;
/** 31 days, the most that ipvsadm 1.31 takes for any time. */
const LONGEST_TIMEOUT = 31 * 24 * 60 * 60;
const INT_MAX = 0x7fff_ffff;
const UINT_MAX = 0xffff_ffff;
/** Bytes of UDP payload in an IPv4 datagram. */
const LONGEST_SYNC_MESSAGE = 65_507;
/** IP_VS_IFNAME_MAXLEN without its NUL. */
const LONGEST_INTERFACE = 15;

/** What the options of one command line have said so far. */
export interface Draft {
  readonly seen: Set<OptionName>;
  key?: ServiceKey;
  scheduler?: string;
  persistence?: { timeout: number };
  netmask?: string;
  realServer?: string;
  forwarding?: ForwardingMethod;
  weight?: number;
  upperThreshold?: number;
  lowerThreshold?: number;
  persistenceEngine?: string;
  schedulerFlags?: string;
  tunnelType?: TunnelType;
  tunnelPort?: number;
  /** Of the daemon that is started or stopped. */
  state?: DaemonState;
  interface?: string;
  syncId?: number;
  syncMaxLength?: number;
  group?: string;
  port?: number;
  ttl?: number;
}

type Handler = (draft: Draft, value: string, names: Names) => void;

const nothing: Handler = () => undefined;

/** What each option does to the draft. Values are checked here, one by one, so that the first bad one is told. */
export const HANDLERS: Readonly<Record<OptionSpelling, Handler>> = {
  numeric: nothing,
  connection: nothing,
  'tcp-service': serviceAddress('tcp'),
  'udp-service': serviceAddress('udp'),
  'sctp-service': serviceAddress('sctp'),
  'fwmark-service': (draft, value) => {
    const fwmark = number(value, 1, UINT_MAX, `invalid fwmark value \`${value}' specified`);
    draft.key = { fwmark, family: 'ipv4' };
  },
  ipv6: (draft) => {
    // The empty second line is ipvsadm 1.31's own.
    if (draft.key === undefined || !('fwmark' in draft.key)) throw new UsageError('-6 used before -f\n');
    draft.key = { ...draft.key, family: 'ipv6' };
  },
  scheduler: (draft, value) => {
    draft.scheduler = value;
  },
  persistent: (draft, value) => {
    draft.persistence = { timeout: parseTimeout(value, 1) };
  },
  netmask: (draft, value, names) => {
    // The family may still be to come; what no family reads is told here, in its turn.
    if (draft.key !== undefined || parseNumber(value, 1, 128) === undefined) {
      parseNetmask(value, familySoFar(draft), names);
    }
    draft.netmask = value;
  },
  'real-server': (draft, value, names) => {
    realServer(value, draft.key, names);
    draft.realServer = value;
  },
  gatewaying: (draft) => {
    draft.forwarding = 'direct';
  },
  ipip: (draft) => {
    draft.forwarding = 'tunnel';
  },
  masquerading: (draft) => {
    draft.forwarding = 'masquerade';
  },
  weight: (draft, value) => {
    draft.weight = number(value, 0, INT_MAX, 'illegal weight specified');
  },
  'u-threshold': (draft, value) => {
    draft.upperThreshold = number(value, 0, INT_MAX, 'illegal u_threshold specified');
  },
  'l-threshold': (draft, value) => {
    draft.lowerThreshold = number(value, 0, INT_MAX, 'illegal l_threshold specified');
  },
  'mcast-interface': (draft, value) => {
    if (Buffer.byteLength(value) > LONGEST_INTERFACE) throw new UsageError('illegal mcast-interface specified');
    draft.interface = value;
  },
  timeout: nothing,
  daemon: nothing,
  stats: nothing,
  rate: nothing,
  thresholds: nothing,
  'persistent-conn': nothing,
  nosort: nothing,
  sort: nothing,
  syncid: (draft, value) => {
    draft.syncId = number(value, 0, 255, 'illegal syncid specified');
  },
  exact: nothing,
  ops: nothing,
  pe: (draft, value) => {
    draft.persistenceEngine = value;
  },
  'sched-flags': (draft, value) => {
    draft.schedulerFlags = value;
  },
  'sync-maxlen': (draft, value) => {
    draft.syncMaxLength = number(value, 1, LONGEST_SYNC_MESSAGE, 'illegal sync-maxlen specified');
  },
  'mcast-group': (draft, value) => {
    draft.group = multicastGroup(value);
  },
  'mcast-port': (draft, value) => {
    draft.port = number(value, 1, 0xffff, 'illegal mcast-port specified');
  },
  'mcast-ttl': (draft, value) => {
    draft.ttl = number(value, 1, 255, 'illegal mcast-ttl specified');
  },
  'tun-info': nothing,
  'tun-type': (draft, value) => {
    if (value !== 'ipip' && value !== 'gue' && value !== 'gre') throw new UsageError('illegal tunnel type specified');
    draft.tunnelType = value;
  },
  'tun-port': (draft, value) => {
    draft.tunnelPort = number(value, 1, 0xffff, 'illegal tunnel port specified');
  },
  'tun-nocsum': nothing,
  'tun-csum': nothing,
  'tun-remcsum': nothing,
};

/** What the values of commands do to the draft: they are checked before the options behind them. */
export const COMMAND_HANDLERS: { readonly [command in CommandName]?: Handler } = {
  'start-daemon': daemonState('illegal start-daemon parameter specified'),
  'stop-daemon': daemonState('illegal start_daemon specified'),
};

/** Value of an option whose value was left out. */
export const defaultValue = (option: OptionSpelling): string =>
  option === 'persistent' ? String(DEFAULT_PERSISTENCE) : '';

function daemonState(message: string): Handler {
  return (draft, value) => {
    if (value !== 'master' && value !== 'backup') throw new UsageError(message);
    draft.state = value;
  };
}

function serviceAddress(protocol: Protocol): Handler {
  return (draft, value, names) => {
    const endpoint = parseEndpoint(value, protocol, names);
    if (endpoint === undefined) throw new UsageError('illegal virtual server address[:port] specified');
    draft.key = { protocol, address: endpoint.address, port: endpoint.port ?? 0 };
  };
}

/** Reads the value of `-r`: service names are those of the virtual service's protocol, of TCP with a firewall mark. */
export function realServer(value: string, key: ServiceKey | undefined, names: Names): Endpoint {
  const protocol = key !== undefined && 'protocol' in key ? key.protocol : 'tcp';
  const endpoint = parseEndpoint(value, protocol, names);
  if (endpoint === undefined) throw new UsageError('illegal real server address[:port] specified');
  return endpoint;
}

/** A time in seconds. */
export function parseTimeout(value: string, least: number): number {
  return number(value, least, LONGEST_TIMEOUT, `invalid timeout value \`${value}' specified`);
}

function familySoFar({ key }: Draft) {
  if (key === undefined) return 'ipv4';
  return 'fwmark' in key ? key.family : key.address.includes(':') ? 'ipv6' : 'ipv4';
}

function multicastGroup(value: string): string {
  const [family, first] = value.includes(':')
    ? (['IPv6', parseIPv6(value)?.[0] === 0xff] as const)
    : (['IPv4', ((parseIPv4(value)?.[0] ?? 0) & 0xf0) === 0xe0] as const);
  if (!first) throw new UsageError(`invalid ${family} mcast-group \`${value}'`);
  return value;
}

function number(text: string, least: number, most: number, message: string): number {
  const value = parseNumber(text, least, most);
  if (value === undefined) throw new UsageError(message);
  return value;
}
