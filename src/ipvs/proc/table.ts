import { Buffer } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { parseIPv4Number, requireAddress } from '../address.ts';
import type { DestinationLoad, ForwardingMethod, Info, ServiceKey } from '../model.ts';
import { readProcAddress, readProcPort } from './hex.ts';

const TABLE_FILE = '/proc/net/ip_vs';

/** Whether the kernel has IPVS; opening a client would load it. Where there is no `/proc`, it seems not to have it. */
export const hasIpvs = (): boolean => existsSync(TABLE_FILE);

/** What the file tells. */
export interface Loads {
  readonly info: Info;
  /** Real servers of a virtual service, in the kernel's order; `undefined` where the file does not tell. */
  readonly of: (key: ServiceKey) => DestinationLoad[] | undefined;
}

/**
 * What all real servers have to do, from `/proc/net/ip_vs` (ip_vs_info_seq_show in net/netfilter/ipvs/ip_vs_ctl.c): one file,
 * where netlink takes a dump for each virtual service. It does not tell of everything: thresholds and tunnels are missing,
 * and so is the family of a firewall mark, so that a mark which both families have is not told of at all.
 *
 * @returns `undefined` when the file cannot be read, or does not begin as it is known to
 */
export function readLoads(): Loads | undefined {
  let text: string;
  try {
    text = readFileSync(TABLE_FILE, 'utf8');
  } catch {
    return undefined;
  }
  return parseLoads(text);
}

/** Finds the services of the file; their servers are read when they are asked for. */
export function parseLoads(text: string): Loads | undefined {
  const [, version, size] = HEADING.exec(text) ?? [];
  if (version === undefined) return undefined;
  const services = new Map<string, string | undefined>();
  for (const part of text.split(/\n(?! )/)) {
    const name = SERVICE.exec(part)?.[0];
    if (name === undefined) continue;
    services.set(name, services.has(name) ? undefined : part);
  }
  return {
    info: { version, connectionTableSize: Number(size) },
    of: (key) => {
      const part = services.get(nameOf(key));
      return part === undefined ? undefined : readServers(part);
    },
  };
}

const HEADING = /^IP Virtual Server version (\d+\.\d+\.\d+) \(size=(\d+)\)\n/;

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

/** The servers behind the first line of a part; `undefined` when one of them is written in a way that is not known. */
function readServers(part: string): DestinationLoad[] | undefined {
  const loads: DestinationLoad[] = [];
  for (const line of part.split('\n').slice(1)) {
    if (line === '') continue;
    const [, address, port = '', name = '', weight, active, inactive] = SERVER.exec(line) ?? [];
    const forwarding = FORWARDING.get(name);
    if (address === undefined || forwarding === undefined) return undefined;
    loads.push({
      address: readProcAddress(address),
      port: readProcPort(port),
      forwarding,
      weight: Number(weight),
      activeConnections: Number(active),
      inactiveConnections: Number(inactive),
    });
  }
  return loads;
}
