import { z } from 'zod';
import { serviceId } from '../../ipvs/key.ts';
import type { AddressServiceKey, ServiceKey } from '../../ipvs/model.ts';
import { type ConnectionEntry, parseConnection, protocolOf, readConnectionLines } from '../../ipvs/proc/connections.ts';
import { readProcAddress } from '../../ipvs/proc/hex.ts';
import { ipvs } from './ipvs.ts';
import type { RecordedSource } from './source.ts';

const end = z.strictObject({ address: z.string(), port: z.int() });

const schema = z.array(
  z.strictObject({
    /** As the kernel names it: `TCP`. */
    protocol: z.string(),
    /** Where clients connected to. Absent for what is of no service by address: of a mark, or of one that is gone. */
    virtual: end.optional(),
    /** The real server. */
    destination: end,
    /** Number of connections by their state: `{ SYN_RECV: 3 }`. */
    states: z.record(z.string(), z.int()),
    /** By state, the seconds until the last few of these are forgotten, in descending order. */
    longest: z.record(z.string(), z.array(z.int())),
    /** Number of persistence templates. They are in no state. */
    templates: z.int(),
    /** Some of their clients, those in SYN_RECV first. */
    clients: z.array(z.string()),
  }),
);

/** Connections to one real server of one virtual service. */
export type ConnectionSum = z.infer<typeof schema>[number];

/** How many clients of a sum are remembered. */
const CLIENTS = 4;

/** How many times of a state are. */
const TIMES = 4;

/** Most sums by line before they are folded into those by service: what is needed stays the same for any table. */
const FOLD_AT = 50_000;

/** The connections, summed by service and real server while they are read: there may be more than memory holds. */
export const connections: RecordedSource<ConnectionSum[]> = {
  name: 'connections',
  title: 'the connections of IPVS',
  schema,
  read: async (_host, get) => {
    const { info, entries } = await get(ipvs);
    if (info === undefined) return [];
    return sumConnections(
      entries.map(({ service: { key } }) => key),
      readConnectionLines(),
    );
  },
};

/** Sums lines of `/proc/net/ip_vs_conn`, given in pieces. */
export function sumConnections(keys: readonly ServiceKey[], pieces: Iterable<Buffer>): ConnectionSum[] {
  const sums = new Sums(keys);
  for (const piece of pieces) sums.add(piece);
  return sums.all();
}

/** Lines that differ in their client and their time only. */
interface Group {
  readonly line: string;
  count: number;
  /** Seconds until the last few of them are forgotten, in descending order. */
  longest: number[];
  /** As the lines have them, in hexadecimal. */
  readonly clients: string[];
}

/** Protocol, client, its port, what follows up to the state (virtual address, server, their ports), and the seconds. */
const LINE = /^(\S+) +(\S+) +(\S+) +((?:\S+ +){4}\S+) +(\d+)/;

class Sums {
  /** Ids of the services by address. */
  readonly #services: ReadonlySet<string>;
  /** By protocol, whether it is a template, virtual address, server and state. One line of each is read in full. */
  readonly #groups = new Map<string, Group>();
  readonly #sums = new Map<string, ConnectionSum>();

  constructor(keys: readonly ServiceKey[]) {
    this.#services = new Set(keys.map(serviceId));
  }

  add(piece: Buffer): void {
    for (const line of piece.toString('latin1').split('\n')) {
      const [, protocol, client, port, rest, seconds] = LINE.exec(line) ?? [];
      if (client === undefined) continue;
      this.#addLine(line, `${protocol} ${port === '0000'} ${rest}`, client, Number(seconds));
    }
  }

  all(): ConnectionSum[] {
    this.#fold();
    return [...this.#sums.values()];
  }

  #addLine(line: string, key: string, client: string, seconds: number): void {
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size === FOLD_AT) this.#fold();
      group = { line, count: 0, longest: [], clients: [] };
      this.#groups.set(key, group);
    }
    group.count += 1;
    group.longest = longestOf(group.longest, [seconds]);
    if (group.clients.length < CLIENTS && !group.clients.includes(client)) group.clients.push(client);
  }

  /** Adds the groups to the sums. */
  #fold(): void {
    for (const { line, count, longest, clients } of this.#groups.values()) {
      const entry = parseConnection(line);
      const { state } = entry;
      const sum = this.#sumOf(entry);
      if (entry.client.port === 0) {
        sum.templates += count;
        continue;
      }
      sum.states[state] = (sum.states[state] ?? 0) + count;
      sum.longest[state] = longestOf(sum.longest[state] ?? [], longest);
      const addresses = clients.map(readProcAddress);
      const known = state === 'SYN_RECV' ? [...addresses, ...sum.clients] : [...sum.clients, ...addresses];
      sum.clients.splice(0, CLIENTS, ...[...new Set(known)].slice(0, CLIENTS));
    }
    this.#groups.clear();
  }

  #sumOf(entry: ConnectionEntry): ConnectionSum {
    const { protocol, destination } = entry;
    const service = this.#serviceOf(entry);
    const id = [protocol, service?.address, service?.port, destination.address, destination.port].join(' ');
    let sum = this.#sums.get(id);
    if (sum === undefined) {
      const of = service && { address: service.address, port: service.port };
      sum = { protocol, ...(of && { virtual: of }), destination, states: {}, longest: {}, templates: 0, clients: [] };
      this.#sums.set(id, sum);
    }
    return sum;
  }

  /** The service that a connection belongs to by its address: one for its port, or one for all ports. */
  #serviceOf(entry: ConnectionEntry): AddressServiceKey | undefined {
    const protocol = protocolOf(entry);
    if (protocol === undefined) return undefined;
    const { address, port } = entry.virtual;
    return [port, 0]
      .map((one): AddressServiceKey => ({ protocol, address, port: one }))
      .find((key) => this.#services.has(serviceId(key)));
  }
}

/** The longest of some times that are sorted, and of others. */
function longestOf(times: number[], others: readonly number[]): number[] {
  const isFull = times.length === TIMES;
  const longer = others.filter((time) => !isFull || time > (times.at(-1) ?? 0));
  return longer.length === 0 ? times : [...times, ...longer].sort((a, b) => b - a).slice(0, TIMES);
}
