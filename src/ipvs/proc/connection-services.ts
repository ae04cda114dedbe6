import { addressFamily } from '../address.ts';
import type { DestinationKey, FwmarkServiceKey, ServiceKey } from '../model.ts';
import { readProcAddress, readProcPort, writeProcAddress, writeProcPort } from './hex.ts';

/** A virtual service, and the real servers of a firewall mark. */
export interface ServiceOfTable {
  readonly key: ServiceKey;
  readonly destinations: readonly DestinationKey[];
}

/** Entries that are alike to remember, so that what is needed stays the same for any table. */
const MOST_FOUND = 10_000;

const ANY_PORT = writeProcPort(0);

/** An address with its port, as the kernel writes them. */
export const endText = (address: string, port: number): string => `${writeProcAddress(address)} ${writeProcPort(port)}`;

/**
 * What the kernel writes of a service in an entry of the connection table: protocol, virtual address and port. That of
 * a mark stands in its templates of persistence only: `IP`, and the mark in the first four bytes of the address.
 */
export function serviceText(key: ServiceKey): string {
  if (!('fwmark' in key)) return `${key.protocol.toUpperCase()} ${endText(key.address, key.port)}`;
  const digits = key.fwmark.toString(16).padStart(8, '0');
  if (key.family === 'ipv4') return `IP ${digits.toUpperCase()} ${ANY_PORT}`;
  return `IP ${digits.replace(/^.{4}/, '$&:')}${':0000'.repeat(6)} ${ANY_PORT}`;
}

/** What connections are counted by where they are counted by service: a service, be it in the table or not. */
export type CountedService =
  | FwmarkServiceKey
  | {
      /** In small letters: `tcp`. */
      readonly protocol: string;
      readonly address: string;
      readonly port: number;
    };

/** Reads what `serviceText` writes. */
export function readServiceText(text: string): CountedService {
  const [protocol = '', address = '', port = ''] = text.split(' ');
  if (protocol !== 'IP') {
    return { protocol: protocol.toLowerCase(), address: readProcAddress(address), port: readProcPort(port) };
  }
  const family = addressFamily(address);
  return { fwmark: Number.parseInt(address.replaceAll(':', '').slice(0, 8), 16), family };
}

/**
 * Finds the virtual service of an entry of the connection table, as far as the kernel tells. Services are named as by
 * `serviceText`.
 *
 * An entry does not say by which service it was balanced. The kernel looks for one of the packet's mark first, and then
 * for one of the address, with the port or for all ports (ip_vs_service_find in net/netfilter/ipvs/ip_vs_ctl.c). Here a
 * connection belongs to the service of its address, if there is one. If not, it belongs to a mark that has its server.
 */
export class ConnectionServices {
  readonly #addresses = new Set<string>();
  /** Marks by family and real server. */
  readonly #marks = new Map<string, string[]>();
  /**
   * What was found, as many entries are alike. Without it a mark takes three times as long (benchmark
   * `connections: -Lnc -f`).
   */
  readonly #found = new Map<string, readonly string[]>();

  constructor(services: Iterable<ServiceOfTable>) {
    for (const { key, destinations } of services) {
      if ('fwmark' in key) for (const { address, port } of destinations) this.#addMark(key, endText(address, port));
      else this.#addresses.add(serviceText(key));
    }
  }

  /**
   * The services that an entry may belong to: one, or none of the table, or several marks that share its server.
   * What is given are texts of its line, those of SERVICE_FIELDS.
   */
  of(protocol = '', clientPort = '', ends = ''): readonly string[] {
    if (clientPort === ANY_PORT) return this.#find(protocol, ends, true);
    const id = `${protocol} ${ends}`;
    const known = this.#found.get(id);
    if (known !== undefined) return known;
    const found = this.#find(protocol, ends, false);
    if (this.#found.size === MOST_FOUND) this.#found.clear();
    this.#found.set(id, found);
    return found;
  }

  /** What an entry is counted with: its service, or else the address and port that its client asked for. */
  countedWith(protocol = '', clientPort = '', ends = ''): string {
    const [only, another] = this.of(protocol, clientPort, ends);
    return only === undefined || another !== undefined ? `${protocol} ${virtualOf(ends)}` : only;
  }

  #find(protocol: string, ends: string, isTemplate: boolean): readonly string[] {
    const virtual = virtualOf(ends);
    const own = `${protocol} ${virtual}`;
    if (protocol === 'IP' || this.#addresses.has(own)) return [own];
    const ofAllPorts = withAnyPort(own);
    if (this.#addresses.has(ofAllPorts)) return [ofAllPorts];
    // Templates of marks have a protocol of their own.
    if (isTemplate) return [];
    // A server of port 0 has the port that the client asked for.
    const [family, server] = [addressFamily(virtual), ends.slice(virtual.length + 1)];
    return [server, withAnyPort(server)].flatMap((text) => this.#marks.get(`${family} ${text}`) ?? []);
  }

  #addMark(key: FwmarkServiceKey, server: string): void {
    const id = `${key.family} ${server}`;
    const marks = this.#marks.get(id) ?? [];
    marks.push(serviceText(key));
    this.#marks.set(id, marks);
  }
}

/** Address and port of the first of two ends. */
const virtualOf = (ends: string): string => ends.slice(0, ends.indexOf(' ', ends.indexOf(' ') + 1));

const withAnyPort = (text: string): string => text.slice(0, -ANY_PORT.length) + ANY_PORT;
