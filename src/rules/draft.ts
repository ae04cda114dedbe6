import { serviceFamily } from '../ipvs/key.ts';
import type { DaemonState, ForwardingMethod, Protocol, ServiceKey, TunnelType } from '../ipvs/model.ts';
import type { CommandName } from './commands.ts';
import { parseEndpoint } from './endpoint.ts';
import { ipv6Hint, UsageError } from './errors.ts';
import type { Names } from './names.ts';
import { parseNetmask } from './netmask.ts';
import { parseNumber } from './number.ts';
import type { OptionName, OptionSpelling, ValuedSpelling } from './options.ts';
import { fileName, interfaceName, multicastGroup, number, parseTimeout, realServer, tunnelType } from './values.ts';

/** Seconds of `-p` without a value: what ipvsadm 1.31 does, though its man page says 300. */
const DEFAULT_PERSISTENCE = 360;
const INT_MAX = 0x7fff_ffff;
const UINT_MAX = 0xffff_ffff;
/** Bytes of UDP payload in an IPv4 datagram. */
const LONGEST_SYNC_MESSAGE = 65_507;

/** What the options of one command line have said so far. */
export interface Draft {
  /** Options, each once, as they came. */
  readonly seen: OptionName[];
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
  /** Value of the option that saves to a file, or of the command that applies one. */
  file?: string;
  /** Seconds. */
  limit?: number;
}

type Handler = (draft: Draft, value: string, names: Names) => void;

/**
 * What each option does to the draft. Values are checked here, one by one, so that the first bad one is told. An option
 * that takes no value may have no handler: that it was seen says all.
 */
export const HANDLERS: Readonly<Record<ValuedSpelling, Handler> & Partial<Record<OptionSpelling, Handler>>> = {
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
      parseNetmask(value, draft.key === undefined ? 'ipv4' : serviceFamily(draft.key), names);
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
    draft.interface = interfaceName(value);
  },
  syncid: (draft, value) => {
    draft.syncId = number(value, 0, 255, 'illegal syncid specified');
  },
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
  output: (draft, value) => {
    draft.file = fileName(value);
  },
  limit: (draft, value) => {
    draft.limit = parseTimeout(value, 0);
  },
  'tun-type': (draft, value) => {
    draft.tunnelType = tunnelType(value);
  },
  'tun-port': (draft, value) => {
    draft.tunnelPort = number(value, 1, 0xffff, 'illegal tunnel port specified');
  },
};

/** What the values of commands do to the draft: they are checked before the options behind them. */
export const COMMAND_HANDLERS: { readonly [command in CommandName]?: Handler } = {
  'start-daemon': daemonState('illegal start-daemon parameter specified'),
  'stop-daemon': daemonState('illegal start_daemon specified'),
  apply: (draft, value) => {
    draft.file = fileName(value);
  },
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
    if (endpoint === undefined) {
      throw new UsageError('illegal virtual server address[:port] specified', { hint: ipv6Hint(value) });
    }
    draft.key = { protocol, address: endpoint.address, port: endpoint.port ?? 0 };
  };
}
