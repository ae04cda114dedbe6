import { Buffer } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { parseIPv4Number, requireAddress } from '../address.ts';
import type { DestinationSummary, ForwardingMethod, ServiceKey } from '../model.ts';
import { readProcAddress, readProcPort } from './hex.ts';

const TABLE_FILE = '/proc/net/ip_vs';

/** Whether the kernel has IPVS, asked without opening a client, which would load it. Without `/proc` it is false. */
export const hasIpvs = (): boolean => existsSync(TABLE_FILE);

/** Real servers as `/proc/net/ip_vs` lists them. */
export interface ProcTable {
  /** Real servers of a virtual service, in the kernel's order; `undefined` when the file does not tell. */
  readonly serversOf: (key: ServiceKey) => DestinationSummary[] | undefined;
}

/**
 * Weights and connection counts of all real servers, from one read of `/proc/net/ip_vs` (ip_vs_info_seq_show in
 * net/netfilter/ipvs/ip_vs_ctl.c), where netlink takes a dump for each virtual service: it saves seven system calls a
 * service (benchmark `list: 1,000 services`). The file lacks thresholds, tunnels, and the family of a firewall mark,
 * so a mark that both families use is left out.
 *
 * @returns `undefined` when the file cannot be read, or does not begin as expected
 */
export function readProcTable(): ProcTable | undefined {
  let text: string;
  try {
    text = readFileSync(TABLE_FILE, 'utf8');
  } catch {
    return undefined;
  }
  return parseProcTable(text);
}

/** Finds the services of the file. The servers of one are parsed when they are asked for. */
export function parseProcTable(text: string): ProcTable | undefined {
  if (!HEADING.test(text)) return undefined;
  const services = new Map<string, string | undefined>();
  for (const part of text.split(/\n(?! )/)) {
    const name = SERVICE.exec(part)?.[0];
    if (name === undefined) continue;
    services.set(name, services.has(name) ? undefined : part);
  }
  return {
    serversOf: (key) => {
      const part = services.get(nameOf(key));
      return part === undefined ? undefined : parseServers(part);
    },
  };
}

const HEADING = /^IP Virtual Server version \d+\.\d+\.\d+ \(size=\d+\)\n/;

/** `TCP  C0A86401:0050`, `UDP  [2001:0db8:…]:0035`, `FWM  0000000A` */
const SERVICE = /^[A-Z]+ {2}\S+/;

const SERVER = /^ {2}-> (\S+):([0-9A-F]{4}) +(\w+) +(-?\d+) +(\d+) +(\d+) *$/;

const FORWARDING: ReadonlyMap<string, ForwardingMethod> = new Map([
  ['Masq', 'masquerade'],
  ['Local', 'local'],
  ['Tunnel', 'tunnel'],
  ['Route', 'direct'],
  ['Bypass', 'bypass'],
]);

/** A service as the file names it. */
function nameOf(key: ServiceKey): string {
  if ('fwmark' in key) return `FWM  ${hexadecimal(key.fwmark, 8)}`;
  const quad = parseIPv4Number(key.address);
  const address = quad === undefined ? `[${groupsOf(key.address)}]` : hexadecimal(quad, 8);
  return `${key.protocol.toUpperCase()}  ${address}:${hexadecimal(key.port, 4)}`;
}

const groupsOf = (address: string): string =>
  Buffer.from(requireAddress(address)).toString('hex').match(/.{4}/g)?.join(':') ?? '';

const hexadecimal = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');

/** The servers after the first line of a part; `undefined` when one of them is written in an unknown way. */
function parseServers(part: string): DestinationSummary[] | undefined {
  const servers: DestinationSummary[] = [];
  for (const line of part.split('\n').slice(1)) {
    if (line === '') continue;
    const [, address, port = '', name = '', weight, active, inactive] = SERVER.exec(line) ?? [];
    const forwarding = FORWARDING.get(name);
    if (address === undefined || forwarding === undefined) return undefined;
    servers.push({
      address: readProcAddress(address),
      port: readProcPort(port),
      forwarding,
      weight: Number(weight),
      activeConnections: Number(active),
      inactiveConnections: Number(inactive),
    });
  }
  return servers;
}
