import { destinationId, serviceId, serviceProtocol } from '../../ipvs/key.ts';
import type { DestinationKey, ServiceKey, Timeouts } from '../../ipvs/model.ts';
import { type ConnectionSum, connections } from '../facts/connections.ts';
import { type Entry, ipvs } from '../facts/ipvs.ts';
import type { DerivedSource } from '../facts/source.ts';
import { groupBy } from '../group.ts';

/** Connections in states that mean the same here. */
export interface Part {
  readonly count: number;
  /** Seconds since the last packet of the latest few of them, in ascending order. */
  readonly ages: readonly number[];
}

/** What the TCP connections of a real server, or of a whole service, say. Others have no states. */
export interface Traffic {
  /** Of which the client has had no answer that it took. */
  readonly halfOpen: Part;
  /** Whose first three packets came through: established, or ended in an orderly way. */
  readonly opened: Part;
  /** That a reset has ended. */
  readonly reset: Part;
  /** Some clients, those of half-open connections first. */
  readonly clients: readonly string[];
}

/** The connections of each virtual service and real server. */
export const traffic: DerivedSource<TrafficOf> = {
  name: 'traffic',
  title: 'the connections of each server',
  derive: async (get) => {
    const { entries, timeouts } = await get(ipvs);
    return new TrafficOf(entries, await get(connections), timeouts);
  },
};

type Meaning = 'halfOpen' | 'opened' | 'reset';

/** What states of TCP mean, and the seconds after the last packet in which the kernel forgets a connection in them. */
const STATES: Readonly<Record<string, readonly [Meaning, keyof Timeouts | number]>> = {
  SYN_RECV: ['halfOpen', 60],
  SYN_SENT: ['halfOpen', 120],
  SYNACK: ['halfOpen', 120],
  ESTABLISHED: ['opened', 'tcp'],
  FIN_WAIT: ['opened', 'tcpFin'],
  TIME_WAIT: ['opened', 120],
  CLOSE_WAIT: ['opened', 60],
  LAST_ACK: ['opened', 30],
  CLOSE: ['reset', 10],
};

const NO_TIMEOUTS: Timeouts = { tcp: 900, tcpFin: 120, udp: 300 };

export class TrafficOf {
  /** Connections to what is no server of their service, and of no service by mark. */
  readonly orphans: readonly ConnectionSum[];
  readonly #timeouts: Timeouts;
  readonly #servers = new Map<string, Traffic>();

  constructor(entries: readonly Entry[], sums: readonly ConnectionSum[], timeouts: Timeouts = NO_TIMEOUTS) {
    this.#timeouts = timeouts;
    const claimed = new Set<ConnectionSum>();
    const byServer = groupBy(sums, ({ destination }) => destination.address);
    for (const { service, servers } of entries) {
      for (const server of servers) {
        // Port 0 is the port that the client has asked for.
        const isTo = ({ destination: { port } }: ConnectionSum) => server.port === 0 || port === server.port;
        const own = (byServer.get(server.address) ?? []).filter((sum) => isTo(sum) && isOf(sum, service.key));
        for (const sum of own) claimed.add(sum);
        this.#servers.set(idOf(service.key, server), this.#trafficOf(own));
      }
    }
    this.orphans = sums.filter((sum) => !claimed.has(sum));
  }

  ofServer(key: ServiceKey, server: DestinationKey): Traffic {
    return this.#servers.get(idOf(key, server)) ?? this.#trafficOf([]);
  }

  ofService({ service: { key }, servers }: Entry): Traffic {
    const all = servers.map((server) => this.ofServer(key, server));
    const sum = (meaning: Meaning): Part => sumOf(all.map((one) => one[meaning]));
    return {
      halfOpen: sum('halfOpen'),
      opened: sum('opened'),
      reset: sum('reset'),
      clients: all.flatMap(({ clients }) => clients),
    };
  }

  #trafficOf(sums: readonly ConnectionSum[]): Traffic {
    const parts = sums.flatMap(({ protocol, states, longest }) =>
      protocol !== 'TCP'
        ? []
        : Object.entries(states).flatMap(([state, count]) => {
            const [meaning, timeout] = STATES[state] ?? [];
            if (timeout === undefined) return [];
            const seconds = typeof timeout === 'number' ? timeout : this.#timeouts[timeout];
            return [{ meaning, count, ages: (longest[state] ?? []).map((left) => Math.max(0, seconds - left)) }];
          }),
    );
    const part = (wanted: Meaning): Part => sumOf(parts.filter(({ meaning }) => meaning === wanted));
    return {
      halfOpen: part('halfOpen'),
      opened: part('opened'),
      reset: part('reset'),
      clients: sums.flatMap(({ clients }) => clients),
    };
  }
}

const sumOf = (parts: readonly Part[]): Part => ({
  count: parts.reduce((sum, { count }) => sum + count, 0),
  ages: parts.flatMap(({ ages }) => ages).sort((a, b) => a - b),
});

const idOf = (key: ServiceKey, server: DestinationKey): string => `${serviceId(key)} ${destinationId(server)}`;

/** Whether connections belong to a service. Those of a mark do not say so: they are of no service by address. */
function isOf({ protocol, virtual }: ConnectionSum, key: ServiceKey): boolean {
  if ('fwmark' in key) return virtual === undefined;
  return (
    virtual !== undefined &&
    serviceProtocol(key) === protocol.toLowerCase() &&
    key.address === virtual.address &&
    key.port === virtual.port
  );
}
