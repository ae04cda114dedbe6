import { existsSync } from 'node:fs';
import { formatIPv4, parseIPv4Number } from '../address.ts';
import { serviceId } from '../key.ts';
import type {
  AddressServiceKey,
  DestinationKey,
  DestinationSummary,
  ForwardingMethod,
  FwmarkServiceKey,
  Protocol,
  ServiceKey,
} from '../model.ts';
import { readProcAddress } from './hex.ts';
import { readWhole } from './read-to-end.ts';
import { Scanner } from './scanner.ts';

const TABLE_FILE = 'ip_vs';

/** Whether the kernel has IPVS, asked without opening a client, which would load it. Without `/proc` it is false. */
export const hasIpvs = (): boolean => existsSync(`/proc/net/${TABLE_FILE}`);

/** Real servers as `/proc/net/ip_vs` lists them. */
export interface ProcTable {
  /** Real servers of a virtual service, in the kernel's order; `undefined` when the file does not tell. */
  readonly serversOf: (key: ServiceKey) => DestinationSummary[] | undefined;
  /** All virtual services, in the kernel's order. */
  readonly services: () => Iterable<ProcService>;
}

/** A virtual service as the file lists it. */
export interface ProcService {
  readonly key: ProcServiceKey;
  readonly scheduler: string;
  /** Empty too where one of them is written in an unknown way. */
  readonly servers: readonly DestinationSummary[];
}

/** What the file tells of a key: the family of a firewall mark is missing. */
export type ProcServiceKey = AddressServiceKey | Pick<FwmarkServiceKey, 'fwmark'>;

/**
 * Weights and connection counts of all real servers, from one read of `/proc/net/ip_vs` (ip_vs_info_seq_show in
 * net/netfilter/ipvs/ip_vs_ctl.c), where netlink takes a dump for each virtual service: it saves seven system calls a
 * service (benchmark `list: 1,000 services`). The file lacks thresholds, tunnels, and the family of a firewall mark,
 * so a mark that both families use is left out.
 *
 * @param procNet the folder of the network namespace
 * @returns `undefined` when the file cannot be read, or does not begin as expected
 */
export function readProcTable(procNet = '/proc/net'): ProcTable | undefined {
  try {
    return parseProcTable(readWhole(`${procNet}/${TABLE_FILE}`));
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
    services: () => readServices(scanner),
  };
}

function* readServices(scanner: Scanner): Generator<ProcService> {
  for (scanner.goTo(0); scanner.nextLine(); ) {
    const key = readKey(scanner);
    if (key === undefined) continue;
    const scheduler = scanner.word();
    const { lineEnd } = scanner;
    yield { key, scheduler, servers: readServers(scanner, lineEnd) ?? [] };
    scanner.goTo(lineEnd - 1);
  }
}

function readKey(scanner: Scanner): ProcServiceKey | undefined {
  if (scanner.takes('FWM  ')) return { fwmark: scanner.hex() };
  const protocol = readProtocol(scanner);
  return protocol === undefined ? undefined : { protocol, ...readEndpoint(scanner) };
}

/** `C0A86401:0050`, `[2001:0db8:…]:0035` */
function readEndpoint(scanner: Scanner): DestinationKey {
  const address = scanner.code === BRACKET ? readProcAddress(scanner.bracketed()) : formatIPv4(scanner.hex());
  return { address, port: scanner.skip(1).hex() };
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
    const { address, port } = readEndpoint(scanner);
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
