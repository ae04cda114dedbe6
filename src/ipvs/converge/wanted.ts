import { canonicalAddress } from '../address.ts';
import { destinationId, serviceId } from '../key.ts';
import type {
  Daemon,
  DaemonState,
  Destination,
  DestinationKey,
  Operation,
  Service,
  ServiceKey,
  Timeouts,
} from '../model.ts';
import { sameDaemon, sameDestination, sameService } from './same.ts';
import type { Table } from './table.ts';

/** How the kernel would refuse a change that contradicts earlier ones. */
export type Conflict = 'EEXIST' | 'ESRCH' | 'ENOENT';

/** A virtual service with its real servers, as it should be. An entry of `IpvsClient.table` is one, too. */
export interface WantedEntry {
  /** The virtual service. */
  readonly service: Service;
  /** Its real servers, in any order; each once. */
  readonly destinations: readonly Destination[];
}

/** The state that a list of operations produces on an empty table, computed in memory. */
export class Wanted {
  /** Virtual services with their real servers. */
  readonly table: Table = new Map();
  /** By state: the daemon that should run, or undefined if it should be stopped. States not mentioned are left alone. */
  readonly daemons = new Map<DaemonState, Daemon | undefined>();
  /** In seconds. Absent where no operation sets them; 0 keeps a timeout as it is. */
  timeouts: Timeouts | undefined;

  /**
   * The state that consists of these services and no others; timeouts and sync daemons are left alone.
   *
   * @throws TypeError when a service, or a real server of one, is there twice, or an address is invalid
   */
  static of(entries: Iterable<WantedEntry>): Wanted {
    const wanted = new Wanted();
    for (const { service, destinations } of entries) {
      const key = canonicalKey(service.key);
      wanted.#require({ type: 'add-service', service: { ...service, key } });
      for (const destination of destinations) {
        const address = canonicalAddress(destination.address);
        wanted.#require({ type: 'add-destination', key, destination: { ...destination, address } });
      }
    }
    return wanted;
  }

  #require(operation: Operation): void {
    const conflict = this.add(operation);
    if (conflict !== undefined) throw new TypeError(`${operation.type}: the same is there twice (${conflict})`);
  }

  /**
   * Adds one operation to the state.
   *
   * @returns the name of the errno with which the kernel would refuse it, `undefined` when it would not
   */
  add(operation: Operation): Conflict | undefined {
    switch (operation.type) {
      case 'add-service': {
        const name = serviceId(operation.service.key);
        if (this.table.has(name)) return 'EEXIST';
        this.table.set(name, { service: operation.service, destinations: new Map() });
        return undefined;
      }
      case 'edit-service': {
        const name = serviceId(operation.service.key);
        const row = this.table.get(name);
        if (row === undefined) return 'ESRCH';
        this.table.set(name, { ...row, service: operation.service });
        return undefined;
      }
      case 'delete-service':
        return this.table.delete(serviceId(operation.key)) ? undefined : 'ESRCH';
      case 'add-destination':
        return this.#put(operation.key, operation.destination, false);
      case 'edit-destination':
        return this.#put(operation.key, operation.destination, true);
      case 'delete-destination':
        return this.#delete(operation.key, operation.destination);
      case 'flush':
        this.table.clear();
        return undefined;
      case 'set-timeouts':
        this.timeouts = merge(this.timeouts, operation.timeouts);
        return undefined;
      case 'start-daemon':
        if (this.daemons.get(operation.daemon.state) !== undefined) return 'EEXIST';
        this.daemons.set(operation.daemon.state, operation.daemon);
        return undefined;
      case 'stop-daemon':
        this.daemons.set(operation.state, undefined);
        return undefined;
      case 'zero':
        return undefined;
    }
  }

  /** Whether an operation is done already: what it adds or starts is there, the same, or what it deletes is not there. */
  has(operation: Operation): boolean {
    switch (operation.type) {
      case 'add-service': {
        const there = this.table.get(serviceId(operation.service.key))?.service;
        return there !== undefined && sameService(there, operation.service);
      }
      case 'add-destination': {
        const there = this.#find(operation.key, operation.destination);
        return there !== undefined && sameDestination(there, operation.destination);
      }
      case 'delete-service':
        return !this.table.has(serviceId(operation.key));
      case 'delete-destination':
        return this.#find(operation.key, operation.destination) === undefined;
      case 'start-daemon': {
        const running = this.daemons.get(operation.daemon.state);
        return running !== undefined && sameDaemon(running, operation.daemon);
      }
      default:
        return false;
    }
  }

  #find(key: ServiceKey, destination: DestinationKey): Destination | undefined {
    return this.table.get(serviceId(key))?.destinations.get(destinationId(destination));
  }

  #put(key: ServiceKey, destination: Destination, there: boolean): Conflict | undefined {
    const destinations = this.table.get(serviceId(key))?.destinations;
    if (destinations === undefined) return 'ESRCH';
    const name = destinationId(destination);
    if (destinations.has(name) !== there) return there ? 'ENOENT' : 'EEXIST';
    destinations.set(name, destination);
    return undefined;
  }

  #delete(key: ServiceKey, destination: DestinationKey): Conflict | undefined {
    const destinations = this.table.get(serviceId(key))?.destinations;
    if (destinations === undefined) return 'ESRCH';
    return destinations.delete(destinationId(destination)) ? undefined : 'ENOENT';
  }
}

const merge = (before: Timeouts | undefined, { tcp, tcpFin, udp }: Timeouts): Timeouts => ({
  tcp: tcp || (before?.tcp ?? 0),
  tcpFin: tcpFin || (before?.tcpFin ?? 0),
  udp: udp || (before?.udp ?? 0),
});

const canonicalKey = (key: ServiceKey): ServiceKey =>
  'fwmark' in key ? key : { ...key, address: canonicalAddress(key.address) };
