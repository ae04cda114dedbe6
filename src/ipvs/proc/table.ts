import { existsSync } from 'node:fs';
import { formatIPv4, parseIPv4Number } from '../address.ts';
import { serviceId } from '../key.ts';
import type { DestinationSummary, ForwardingMethod, Protocol, ServiceKey } from '../model.ts';
import { readProcAddress } from './hex.ts';
import { readWhole } from './read-to-end.ts';
import { Scanner } from './scanner.ts';

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
  try {
    return parseProcTable(readWhole(TABLE_FILE));
  } catch {
    return undefined;
  }
}

/** Finds the services of the file. The servers of one are parsed when they are asked for. */
export function parseProcTable(file: Uint8Array): ProcTable | undefined {
  const scanner = new Scanner(file);
  if (!scanner.takes('IP Virtual Server version ')) return undefined;
  /** Where the servers of a service begin; `undefined` of one that is there twice. */
  const services = new Map<ServiceName, number | undefined>();
  while (scanner.nextLine()) {
    if (scanner.code === SPACE) continue;
    const name = readService(scanner);
    if (name !== undefined) services.set(name, services.has(name) ? undefined : scanner.lineEnd);
  }
  return {
    serversOf: (key) => {
      const start = services.get(nameOf(key));
      return start === undefined ? undefined : readServers(scanner, start);
    },
  };
}

/** What names a service, as a number where that is possible: these are many, and strings take room. */
type ServiceName = number | string;

const PORTS = 2 ** 16;
const ENDS = 2 ** 48;
const RANKS: Readonly<Record<Protocol, number>> = { tcp: 1, udp: 2, sctp: 3 };

function nameOf(key: ServiceKey): ServiceName {
  if ('fwmark' in key) return key.fwmark;
  const quad = parseIPv4Number(key.address);
  return quad === undefined ? serviceId(key) : numberOf(key.protocol, quad, key.port);
}

const numberOf = (protocol: Protocol, quad: number, port: number): number =>
  RANKS[protocol] * ENDS + quad * PORTS + port;

const SPACE = 0x20;
const BRACKET = 0x5b;

/** `TCP  C0A86401:0050`, `UDP  [2001:0db8:…]:0035`, `FWM  0000000A`; `undefined` for a heading. */
function readService(scanner: Scanner): ServiceName | undefined {
  if (scanner.takes('FWM  ')) return scanner.hex();
  const protocol = readProtocol(scanner);
  if (protocol === undefined) return undefined;
  if (scanner.code === BRACKET) {
    const address = readProcAddress(scanner.bracketed());
    return serviceId({ protocol, address, port: scanner.skip(1).hex() });
  }
  const quad = scanner.hex();
  return numberOf(protocol, quad, scanner.skip(1).hex());
}

function readProtocol(scanner: Scanner): Protocol | undefined {
  if (scanner.takes('TCP  ')) return 'tcp';
  if (scanner.takes('UDP  ')) return 'udp';
  return scanner.takes('SCTP  ') ? 'sctp' : undefined;
}

const FORWARDING: readonly (readonly [string, ForwardingMethod])[] = [
  ['Masq ', 'masquerade'],
  ['Route ', 'direct'],
  ['Tunnel ', 'tunnel'],
  ['Local ', 'local'],
  ['Bypass ', 'bypass'],
];

/** The servers from an offset on; `undefined` when one of them is written in an unknown way. */
function readServers(scanner: Scanner, start: number): DestinationSummary[] | undefined {
  const servers: DestinationSummary[] = [];
  scanner.goTo(start);
  while (scanner.takes('  -> ')) {
    const address = scanner.code === BRACKET ? readProcAddress(scanner.bracketed()) : formatIPv4(scanner.hex());
    const port = scanner.skip(1).hex();
    scanner.blanks();
    const forwarding = FORWARDING.find(([word]) => scanner.takes(word))?.[1];
    if (forwarding === undefined) return undefined;
    servers.push({
      address,
      port,
      forwarding,
      weight: scanner.decimal(),
      activeConnections: scanner.decimal(),
      inactiveConnections: scanner.decimal(),
    });
    scanner.nextLine();
  }
  return servers;
}
