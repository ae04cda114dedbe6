import { BATCH_SIZE, Connection } from '../netlink/connection.ts';
import { FamilyNotFoundError, KernelError, SocketError } from '../netlink/errors.ts';
import { readAttributes, resolveFamily } from '../netlink/family.ts';
import { openKernelSocket } from '../netlink/kernel-socket.ts';
import type { Request } from '../netlink/message.ts';
import type { OpenTransport } from '../netlink/transport.ts';
import { Batch } from './batch.ts';
import { IpvsMissingError, OperationError, UnansweredError } from './errors.ts';
import { serviceFamily, serviceId } from './key.ts';
import type {
  Daemon,
  DaemonState,
  Info,
  ObservedDestination,
  ObservedService,
  Operation,
  ServiceKey,
  Timeouts,
} from './model.ts';
import { type ConnectionEntry, readConnections } from './proc/connections.ts';
import { type Loads, readLoads } from './proc/table.ts';
import { type Encoded, withKey } from './wire/encode.ts';
import * as messages from './wire/messages.ts';
import * as uapi from './wire/uapi.ts';

export interface OpenOptions {
  /**
   * Milliseconds without any answer after which, at the latest after twice of which, a request fails with SocketError
   * `ETIMEDOUT`. Default 10000.
   */
  readonly timeout?: number;
  /** Opens the transport; by default a netlink socket to the kernel. */
  readonly transport?: OpenTransport;
  /**
   * Takes each message that is sent or received as a line of text, for debugging: `> seq=2 FLUSH REQUEST`. The form of the
   * lines may change.
   */
  readonly trace?: (line: string) => void;
  /** Brings the module when the kernel has no IPVS family; by default `modprobe ip_vs`. */
  readonly loadModule?: () => Promise<string | undefined>;
}

export interface ListOptions {
  /** Also read the counters and rates of each entry. Default false: they cost as much as all the rest. */
  readonly stats?: boolean;
}

/**
 * The IPVS of this process's network namespace, over generic netlink. Every method but `close` may throw
 * KernelError (the kernel's errno; `EPERM` without CAP_NET_ADMIN), SocketError and ProtocolError.
 */
export class IpvsClient {
  readonly #connection: Connection;
  readonly #family: number;

  private constructor(connection: Connection, family: number) {
    this.#connection = connection;
    this.#family = family;
  }

  /**
   * Opens a netlink socket and looks the IPVS family up; where the kernel has none, loads the module and looks again.
   *
   * @throws IpvsMissingError when the module cannot be loaded
   */
  static async open(options: OpenOptions = {}): Promise<IpvsClient> {
    const { transport = openKernelSocket, timeout, trace } = options;
    const connection = new Connection(trace ? await withTrace(transport, trace) : transport, timeout);
    const { loadModule = modprobeIpvs } = options;
    try {
      const family = await resolveFamily(connection, uapi.IPVS_GENL_NAME).catch(async (error: unknown) => {
        if (!(error instanceof FamilyNotFoundError)) throw error;
        const cause = await loadModule();
        return resolveFamily(connection, uapi.IPVS_GENL_NAME).catch((again: unknown) => {
          throw again instanceof FamilyNotFoundError ? new IpvsMissingError({ cause }) : again;
        });
      });
      return new IpvsClient(connection, family);
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Version of IPVS and size of its connection table. */
  async info(): Promise<Info> {
    const request = this.#request({ command: uapi.IPVS_CMD_GET_INFO });
    const info = await this.#connection.get(request, readAttributes(messages.infoMessage));
    const { version, connectionTableSize } = info;
    return { version: `${(version >> 16) & 0xff}.${(version >> 8) & 0xff}.${version & 0xff}`, connectionTableSize };
  }

  /** All virtual services, in the kernel's order. */
  async services(options: ListOptions = {}): Promise<ObservedService[]> {
    const read = readAttributes(serviceSet(options));
    const request = this.#request({ command: uapi.IPVS_CMD_GET_SERVICE });
    return this.#connection.dump(request, (message) => read(message).service, isNoneTwice);
  }

  /** One virtual service, `undefined` when the kernel has none with this key. */
  async service(key: ServiceKey, options: ListOptions = {}): Promise<ObservedService | undefined> {
    const read = readAttributes(serviceSet(options));
    const request = this.#request(withKey(uapi.IPVS_CMD_GET_SERVICE, key));
    try {
      return await this.#connection.get(request, (message) => read(message).service);
    } catch (error) {
      if (error instanceof KernelError && error.code === 'ESRCH') return undefined;
      throw error;
    }
  }

  /** Real servers of a virtual service, in the kernel's order; none when there is no such service. */
  async destinations(key: ServiceKey, options: ListOptions = {}): Promise<ObservedDestination[]> {
    const { plain, withStats } = messages.observedDestinationMessages[serviceFamily(key)];
    const read = readAttributes(options.stats ? withStats : plain);
    const request = this.#request(withKey(uapi.IPVS_CMD_GET_DEST, key));
    return this.#connection.dump(request, (message) => read(message).destination);
  }

  /**
   * What all real servers have to do, from `/proc/net/ip_vs`: one file, where `destinations` costs a dump for each virtual
   * service. Without thresholds, tunnels and counters; not of a firewall mark that both families have.
   *
   * @returns `undefined` when the file cannot be read
   */
  loads(): Loads | undefined {
    return readLoads();
  }

  /**
   * Makes one change.
   *
   * @throws OperationError when the kernel refuses it
   */
  async apply(operation: Operation): Promise<void> {
    const failure = (await this.applyAll([operation])).get(0);
    if (failure !== undefined) throw failure;
  }

  /**
   * Makes changes in order, many to a datagram. The kernel goes on after one that it refuses.
   *
   * @returns the refused ones by their index, in ascending order
   * @throws UnansweredError when the socket fails on the way: some changes are made, some may be
   * @throws TypeError before the first change when an operation holds no address where one belongs
   * @throws RangeError before the first change when a number does not fit
   */
  async applyAll(operations: readonly Operation[]): Promise<Map<number, OperationError>> {
    // All are written before the first is sent, so that one that cannot be is told before anything is done.
    const batches: Batch[] = [];
    for (const operation of operations) {
      if (batches.at(-1)?.isFull ?? true) batches.push(new Batch());
      batches.at(-1)?.add(operation);
    }
    const failures = new Map<number, OperationError>();
    for (const [index, batch] of batches.entries()) {
      const start = index * BATCH_SIZE;
      const refused = await this.applyBatch(batch).catch((cause: unknown) => {
        throw cause instanceof SocketError ? new UnansweredError(cause, failures, start) : cause;
      });
      for (const [at, cause] of refused) {
        const operation = operations[start + at];
        if (operation) failures.set(start + at, new OperationError(operation, cause));
      }
    }
    return failures;
  }

  /**
   * Makes the changes of a batch, in order. The kernel goes on after one that it refuses.
   *
   * @returns why those that are refused are, by index, in ascending order
   * @throws SocketError when the socket fails on the way: which changes are made is then unknown
   */
  applyBatch(batch: Batch): Promise<Map<number, KernelError>> {
    return this.#connection.apply(batch.bytes(), this.#family);
  }

  /** Timeouts of connections. */
  async timeouts(): Promise<Timeouts> {
    const request = this.#request({ command: uapi.IPVS_CMD_GET_CONFIG });
    return this.#connection.get(request, readAttributes(messages.timeoutsMessage));
  }

  /** Sets the timeouts of connections, in seconds; 0 keeps one. */
  async setTimeouts(timeouts: Timeouts): Promise<void> {
    await this.apply({ type: 'set-timeouts', timeouts });
  }

  /** The running sync daemons: none, a master, a backup, or both. */
  async daemons(): Promise<Daemon[]> {
    const read = readAttributes(messages.daemonMessage);
    const request = this.#request({ command: uapi.IPVS_CMD_GET_DAEMON });
    return this.#connection.dump(request, (message) => read(message).daemon);
  }

  /** Starts a sync daemon. */
  async startDaemon(daemon: Daemon): Promise<void> {
    await this.apply({ type: 'start-daemon', daemon });
  }

  /** Stops the sync daemon of a state. */
  async stopDaemon(state: DaemonState): Promise<void> {
    await this.apply({ type: 'stop-daemon', state });
  }

  /**
   * The connection table, some hundred entries at a time. It does not come over netlink, so reading it needs no open socket
   * and stops where the caller stops.
   *
   * @throws the system's error when `/proc/net/ip_vs_conn` cannot be read
   */
  connections(): Generator<ConnectionEntry[]> {
    return readConnections();
  }

  /** Closes the socket. A request under way fails with SocketError `ECANCELED`. */
  close(): void {
    this.#connection.close();
  }

  #request(encoded: Partial<Encoded> & Pick<Encoded, 'command'>): Request {
    return { family: this.#family, version: uapi.IPVS_GENL_VERSION, ...encoded };
  }
}

/**
 * Newer kernels let the table of services grow, a moment after many were added. A dump goes on behind as many services as it has told, so
 * one that meets this tells some twice, and leaves as many out, without a flag.
 */
const isNoneTwice = (services: readonly ObservedService[]): boolean =>
  new Set(services.map(({ key }) => serviceId(key))).size === services.length;

/** Few runs are traced, so the code for it is loaded when one is. */
async function withTrace(transport: OpenTransport, trace: (line: string) => void): Promise<OpenTransport> {
  const { traceIpvs } = await import('./wire/trace.ts');
  return traceIpvs(transport, trace);
}

/** Starting programs is what few runs need, so what it takes is loaded when one does. */
async function modprobeIpvs(): Promise<string | undefined> {
  const { loadModule } = await import('./modprobe.ts');
  return loadModule('ip_vs');
}

const serviceSet = ({ stats }: ListOptions) => (stats ? messages.serviceWithStatsMessage : messages.serviceMessage);
