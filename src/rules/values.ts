import { canonicalAddress, parseIPv4, parseIPv6 } from '../ipvs/address.ts';
import { CONNECTION_STATES, type ConnectionState } from '../ipvs/connection-states.ts';
import { serviceFamily } from '../ipvs/key.ts';
import { isLongInterface } from '../ipvs/limits.ts';
import type { DaemonState, Protocol, TunnelType } from '../ipvs/model.ts';
import { parseNetwork } from '../ipvs/network.ts';
import {
  COUNTED_BY,
  type CountedBy,
  type FindingSeverity,
  type IgnoredFinding,
  METRICS_FORMATS,
  type MetricsFormat,
} from './command.ts';
import type { Draft, ReadValue } from './draft.ts';
import { type Endpoint, parseEndpoint } from './endpoint.ts';
import { ipv6Hint, UsageError } from './errors.ts';
import type { Names } from './names.ts';
import { requireNetmask } from './netmask.ts';
import { parseNumber } from './number.ts';

/** 31 days in seconds: ipvsadm 1.31 takes no longer time. */
const LONGEST_TIMEOUT = 31 * 24 * 60 * 60;

/**
 * A whole number in a range.
 *
 * @throws UsageError with the message when the text is not one
 */
export function requireNumber(text: string, least: number, most: number, message: string): number {
  const value = parseNumber(text, least, most);
  if (value === undefined) throw new UsageError(message);
  return value;
}

/**
 * A time in seconds.
 *
 * @throws UsageError when it is not from `least` to 31 days
 */
export function requireTimeout(text: string, least: number): number {
  return requireNumber(text, least, LONGEST_TIMEOUT, `invalid timeout value \`${text}' specified`);
}

/** Reads the value of `-t`, `-u` or `--sctp-service`. */
export function readServiceAddress(protocol: Protocol): ReadValue {
  return (draft, text, names) => {
    const endpoint = parseEndpoint(text, protocol, names);
    if (endpoint === undefined) {
      throw new UsageError('illegal virtual server address[:port] specified', { hint: ipv6Hint(text) });
    }
    draft.key = { protocol, address: endpoint.address, port: endpoint.port ?? 0 };
  };
}

/**
 * Reads the value of `-r`, whose service names are those of the virtual service's protocol, and of TCP until it is
 * known.
 */
export const readServerAddress: ReadValue = (draft, text, names) => {
  const protocol = draft.key !== undefined && 'protocol' in draft.key ? draft.key.protocol : 'tcp';
  draft.realServers = { text, protocol, endpoints: requireServers(text, protocol, names) };
};

/** The real server of a draft. It is read again where its virtual service, known by now, has another protocol. */
export function serverOf({ realServers, key }: Draft, names: Names): Endpoint | undefined {
  if (realServers === undefined) return undefined;
  const { text, endpoints } = realServers;
  const protocol = key !== undefined && 'protocol' in key ? key.protocol : 'tcp';
  const [server, ...others] = protocol === realServers.protocol ? endpoints : requireServers(text, protocol, names);
  if (server === undefined || others.length > 0) throw illegalServer(text);
  return server;
}

/** Several are separated by commas. Only some commands take more than one. */
const requireServers = (text: string, protocol: Protocol, names: Names): readonly Endpoint[] =>
  text.split(',').map((one) => {
    const endpoint = parseEndpoint(one, protocol, names);
    if (endpoint === undefined) throw illegalServer(text);
    return endpoint;
  });

const illegalServer = (text: string): UsageError =>
  new UsageError('illegal real server address[:port] specified', { hint: ipv6Hint(text) });

/** Reads the value of `-M`. Where the family is still to come, only what no family reads is an error. */
export const readNetmask: ReadValue = (draft, text, names) => {
  if (draft.key !== undefined || parseNumber(text, 1, 128) === undefined) {
    requireNetmask(text, draft.key === undefined ? 'ipv4' : serviceFamily(draft.key), names);
  }
  draft.netmask = text;
};

/** Makes a firewall mark one of IPv6 packets. */
export const readIPv6: ReadValue = (draft) => {
  // The empty second line is ipvsadm 1.31's own.
  if (draft.key === undefined || !('fwmark' in draft.key)) throw new UsageError('-6 used before -f\n');
  draft.key = { ...draft.key, family: 'ipv6' };
};

/** The value of `--mcast-group`: an address of a multicast group, IPv6 without brackets. */
export function requireMulticastGroup(text: string): string {
  const [family, isMulticast] = text.includes(':')
    ? (['IPv6', parseIPv6(text)?.[0] === 0xff] as const)
    : (['IPv4', ((parseIPv4(text)?.[0] ?? 0) & 0xf0) === 0xe0] as const);
  if (!isMulticast) throw new UsageError(`invalid ${family} mcast-group \`${text}'`);
  return canonicalAddress(text);
}

/** The value of `--mcast-interface`. The kernel would cut a longer name, and use another interface or none. */
export function requireInterface(text: string): string {
  if (isLongInterface(text)) throw new UsageError('illegal mcast-interface specified');
  return text;
}

/** The value of `--tun-type`. */
export function requireTunnelType(text: string): TunnelType {
  if (text !== 'ipip' && text !== 'gue' && text !== 'gre') throw new UsageError('illegal tunnel type specified');
  return text;
}

/** The value of `--start-daemon` and `--stop-daemon`. */
export function requireDaemonState(text: string, message: string): DaemonState {
  if (text !== 'master' && text !== 'backup') throw new UsageError(message);
  return text;
}

/** The name of a file. An empty one, as a script gives for an unset variable, is not one. */
export function requireFileName(text: string): string {
  if (text === '') throw new UsageError('empty file name specified');
  return text;
}

/** The value of `--metrics`. */
export function requireMetricsFormat(text: string): MetricsFormat {
  const format = METRICS_FORMATS.find((known) => known === text);
  if (format !== undefined) return format;
  const known = `${METRICS_FORMATS.slice(0, -1).join(', ')} or ${METRICS_FORMATS.at(-1)}`;
  throw new UsageError(`illegal metrics format \`${text}' specified: ${known}`);
}

/** The value of `--ignore`: a code of a finding, and maybe what it is about. */
export function requireIgnore(text: string): IgnoredFinding {
  const [, code, object] = /^(LVS\d{3})(?:=(.+))?$/.exec(text) ?? [];
  if (code === undefined) throw new UsageError('illegal ignore specified: as in LVS101, or LVS101=OBJECT');
  return { code, object };
}

/** The value of `--fail-on`. */
export function requireSeverity(text: string): FindingSeverity {
  if (text !== 'error' && text !== 'warning' && text !== 'info') throw new UsageError('illegal fail-on specified');
  return text;
}

/** The value of `--client`: an address, or a network. */
export function requireClients(text: string): string {
  if (parseNetwork(text) === undefined) {
    throw new UsageError(`illegal client specified: \`${text}' is no address, and no network such as 192.0.2.0/24`);
  }
  return text;
}

/** The value of `--state`: the kernel's names in any case, separated by commas. */
export function requireStates(text: string): ConnectionState[] {
  return text.split(',').map((word) => {
    const state = CONNECTION_STATES.find((known) => known === word.toUpperCase());
    if (state !== undefined) return state;
    throw new UsageError(`illegal state specified: \`${word}' is none of ${CONNECTION_STATES.join(', ')}`);
  });
}

/** The value of `--count-by`. */
export function requireCountedBy(text: string): CountedBy {
  const by = COUNTED_BY.find((known) => known === text);
  if (by !== undefined) return by;
  throw new UsageError(`illegal count-by specified: \`${text}' is none of ${COUNTED_BY.join(', ')}`);
}
