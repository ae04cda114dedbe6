import { BATCH_SIZE, Connection } from '../netlink/connection.ts';
import { FamilyNotFoundError, KernelError, SocketError } from '../netlink/errors.ts';
import { readAttributes, resolveFamily } from '../netlink/family.ts';
import { kernelSocket } from '../netlink/kernel-socket.ts';
import type { Request } from '../netlink/message.ts';
import type { OpenTransport } from '../netlink/transport.ts';
import { NETLINK_GENERIC } from '../netlink/uapi.ts';
import { canonicalAddress } from './address.ts';
import { Batch } from './batch.ts';
import { IpvsMissingError, OperationError, UnansweredError } from './errors.ts';
import { isMeant, serviceFamily, serviceId } from './key.ts';
import type {
  Daemon,
  DestinationSummary,
  Info,
  ObservedDestination,
  ObservedService,
  Operation,
  ServerFilter,
  ServiceKey,
  TableEntry,
  Timeouts,
} from './model.ts';
import { type ConnectionFilter, compileFilter, selectLines } from './proc/connection-filter.ts';
import { ConnectionServices, type ServiceOfTable } from './proc/connection-services.ts';
import { type ConnectionEntry, parseConnections, readConnectionLines } from './proc/connections.ts';
import { readProcTable } from './proc/table.ts';
import { compareServices, sortDestinations } from './sort.ts';
import { type Encoded, withKey } from './wire/encode.ts';
import * as messages from './wire/messages.ts';
import * as uapi from './wire/uapi.ts';

/** How a client is opened. */
export interface OpenOptions {
  /**
   * Milliseconds. A request fails with SocketError `ETIMEDOUT` after one to two times as long without a reply.
   * Default 10000.
   */
  readonly timeout?: number;
  /**
   * Takes each message that is sent or received as a line of text, for debugging: `> seq=2 FLUSH REQUEST`. The form
   * of the lines may change.
   */
  readonly trace?: (line: string) => void;
  /**
   * Loads the module where the kernel has no IPVS; returns what went wrong, if anything. Default: `modprobe ip_vs`. A
   * function that does nothing keeps `open` from loading a module.
   */
  readonly loadModule?: () => Promise<string | undefined>;
  /**
   * The network namespace whose IPVS is meant: a name in `/run/netns` or `/run/docker/netns`, the id of a process in
   * it, or a path, which has a slash. Absent for that of this process. A small process is started in it by nsenter(1)
   * (util-linux), which needs CAP_SYS_ADMIN, and ends when the client is closed.
   */
  readonly netns?: string;
}

/** What a listing reads. */
export interface ListOptions {
  /** Also read the counters and rates of each entry. Default false: they cost as much as all the rest. */
  readonly stats?: boolean;
}

/** What of the table is read, and in which order. */
export interface TableOptions extends ListOptions {
  /** Only this virtual service. Default: all of them. */
  readonly key?: ServiceKey | undefined;
  /** Only the virtual services that have this real server, and of their real servers only this one. */
  readonly server?: ServerFilter | undefined;
  /** In ascending order of protocol, address and port, firewall marks last. Default false: the kernel's order. */
  readonly sorted?: boolean;
}

/** Reads a table in brief: of each real server only what a DestinationSummary holds. */
export interface BriefTableOptions extends TableOptions {
  /** A table in brief has no counters. */
  readonly stats?: false;
  /** Read one file instead of asking the kernel about each service: much faster for a large table. */
  readonly brief: true;
}

/**
 * The IPVS of a network namespace, this process's own unless another is named, over generic netlink. Requests of one
 * client are sent one after the other.
 *
 * @remarks Every method that asks the kernel may throw KernelError (`EPERM` without CAP_NET_ADMIN in the initial user
 * namespace), SocketError and ProtocolError.
 *
 * A client that is not closed keeps the process alive. `await using client = await IpvsClient.open()` closes it at
 * the end of the block.
 */
export class IpvsClient {
  readonly #connection: Connection;
  readonly #family: number;
  readonly #socket: { readonly procNet: string };

  private constructor(connection: Connection, family: number, socket: { readonly procNet: string }) {
    this.#connection = connection;
    this.#family = family;
    this.#socket = socket;
  }

  /**
   * Opens a netlink socket and looks up the kernel's IPVS. Loads the module where it is missing.
   *
   * @throws IpvsMissingError when the module cannot be loaded
   * @throws SocketError when the network namespace cannot be entered: `ENOENT` where there is none, `EPERM`
   */
  static async open(options: OpenOptions = {}): Promise<IpvsClient> {
    if (options.netns === undefined) return IpvsClient.openWith(kernelSocket(NETLINK_GENERIC), options);
    const { NamespaceSocket } = await import('../netlink/namespace-socket.ts');
    const socket = new NamespaceSocket(options.netns, NETLINK_GENERIC);
    return IpvsClient.openWith(socket.open, options, socket);
  }

  /**
   * Opens a client on another transport than the kernel's socket, as tests do.
   *
   * @internal
   */
  static async openWith(
    transport: OpenTransport,
    options: OpenOptions = {},
    socket: { readonly procNet: string } = { procNet: '/proc/net' },
  ): Promise<IpvsClient> {
    const { timeout, trace, loadModule = modprobeIpvs } = options;
    const connection = new Connection(trace ? await withTrace(transport, trace) : transport, timeout);
    try {
      const family = await resolveFamily(connection, uapi.IPVS_GENL_NAME).catch(async (error: unknown) => {
        if (!(error instanceof FamilyNotFoundError)) throw error;
        const cause = await loadModule();
        return resolveFamily(connection, uapi.IPVS_GENL_NAME).catch((again: unknown) => {
          throw again instanceof FamilyNotFoundError ? new IpvsMissingError({ cause }) : again;
        });
      });
      return new IpvsClient(connection, family, socket);
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Reads the version of IPVS and the size of its connection table. */
  async info(): Promise<Info> {
    const request = this.#request({ command: uapi.IPVS_CMD_GET_INFO });
    const info = await this.#connection.get(request, readAttributes(messages.infoMessage));
    const { version, connectionTableSize } = info;
    return { version: `${(version >> 16) & 0xff}.${(version >> 8) & 0xff}.${version & 0xff}`, connectionTableSize };
  }

  /**
   * Reads all virtual services, in the kernel's order.
   *
   * @throws KernelError `EAGAIN` when the table changes in each of ten attempts to read it
   */
  async services(options: ListOptions = {}): Promise<ObservedService[]> {
    const read = readAttributes(serviceSet(options));
    const request = this.#request({ command: uapi.IPVS_CMD_GET_SERVICE });
    return this.#connection.dump(request, (message) => read(message).service, hasNoDuplicates);
  }

  /** Reads one virtual service; `undefined` when there is none with this key. */
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

  /** Reads the real servers of a virtual service, in the kernel's order; none when there is no such service. */
  async destinations(key: ServiceKey, options: ListOptions = {}): Promise<ObservedDestination[]> {
    const { plain, withStats } = messages.observedDestinationMessages[serviceFamily(key)];
    const read = readAttributes(options.stats ? withStats : plain);
    const request = this.#request(withKey(uapi.IPVS_CMD_GET_DEST, key));
    return this.#connection.dump(request, (message) => read(message).destination);
  }

  /**
   * All virtual services with their real servers, one after the other. This is no snapshot: the services are read at
   * the start, and the servers of each when its turn comes. A service that is deleted in between comes without
   * servers.
   */
  table(options?: TableOptions): AsyncGenerator<TableEntry>;
  /** The same in brief, see BriefTableOptions. */
  table(options: BriefTableOptions): AsyncGenerator<TableEntry<DestinationSummary>>;
  async *table(
    options: TableOptions & { readonly brief?: boolean } = {},
  ): AsyncGenerator<TableEntry<DestinationSummary>> {
    const { key, server, sorted = false, brief = false } = options;
    const meant = server && { ...server, address: canonicalAddress(server.address) };
    const services = key === undefined ? await this.services(options) : await this.#servicesOf(key, options);
    if (sorted) services.sort((a, b) => compareServices(a.key, b.key));
    const summary = brief && key === undefined ? readProcTable(this.#socket.procNet) : undefined;
    for (const service of services) {
      const all = summary?.serversOf(service.key) ?? (await this.destinations(service.key, options));
      const destinations = meant === undefined ? all : all.filter((one) => isMeant(meant, one));
      if (meant !== undefined && destinations.length === 0) continue;
      yield { service, destinations: sorted ? sortDestinations(destinations) : destinations };
    }
  }

  /**
   * Makes one change.
   *
   * @throws OperationError when the kernel refuses it
   */
  async change(operation: Operation): Promise<void> {
    const failure = (await this.changeAll([operation])).get(0);
    if (failure !== undefined) throw failure;
  }

  /**
   * Makes changes in order, 128 to a datagram. The kernel carries on after one that it refuses.
   *
   * @returns the refused changes by their index, in ascending order
   * @throws UnansweredError when the socket fails on the way: it says which changes may have been made or not
   * @throws TypeError before the first change when an address or a netmask is not one
   * @throws RangeError before the first change when a number does not fit its field
   */
  async changeAll(operations: readonly Operation[]): Promise<Map<number, OperationError>> {
    // All are encoded before the first is sent, so that an invalid one is reported before anything is changed.
    const batches: Batch[] = [];
    for (const operation of operations) {
      if (batches.at(-1)?.isFull ?? true) batches.push(new Batch());
      batches.at(-1)?.add(operation);
    }
    const failures = new Map<number, OperationError>();
    for (const [index, batch] of batches.entries()) {
      const start = index * BATCH_SIZE;
      const refused = await this.sendBatch(batch).catch((cause: unknown) => {
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
   * Sends changes that are encoded. The kernel carries on after one that it refuses.
   *
   * @returns the refusals by index, in ascending order
   * @throws SocketError when the socket fails on the way: which changes are made is then unknown
   * @internal
   */
  sendBatch(batch: Batch): Promise<Map<number, KernelError>> {
    return this.#connection.sendBatch(batch.bytes(), this.#family);
  }

  /** Reads the timeouts of connections. */
  async timeouts(): Promise<Timeouts> {
    const request = this.#request({ command: uapi.IPVS_CMD_GET_CONFIG });
    return this.#connection.get(request, readAttributes(messages.timeoutsMessage));
  }

  /** Reads the running sync daemons: none, a master, a backup, or both. */
  async daemons(): Promise<Daemon[]> {
    const read = readAttributes(messages.daemonMessage);
    const request = this.#request({ command: uapi.IPVS_CMD_GET_DAEMON });
    return this.#connection.dump(request, (message) => read(message).daemon);
  }

  /**
   * Reads the connection table from `/proc/net/ip_vs_conn`, some hundred entries at a time, as long as the caller
   * asks for more. Nothing is kept: the table may have millions of entries. Those that the filter leaves out cost
   * little.
   *
   * @throws the system's error when `/proc/net/ip_vs_conn` cannot be read
   * @throws TypeError when an address or a network of the filter is not one
   */
  async *connections(filter: ConnectionFilter = {}): AsyncGenerator<ConnectionEntry[]> {
    for (const lines of await this.connectionLines(filter)) yield parseConnections(lines);
  }

  /**
   * The same as lines of the kernel. A piece is overwritten when the next one is asked for.
   *
   * @internal
   */
  async connectionLines(filter: ConnectionFilter): Promise<Generator<Buffer>> {
    const { service } = filter;
    const isOfMark = service !== undefined && 'fwmark' in service;
    const isMeant = compileFilter(filter, isOfMark ? await this.connectionServices() : new ConnectionServices([]));
    const lines = readConnectionLines(this.#socket.procNet);
    return isMeant === undefined ? lines : selectLines(lines, isMeant);
  }

  /**
   * What tells the virtual services of connections, as they are now.
   *
   * @internal
   */
  async connectionServices(): Promise<ConnectionServices> {
    const services: ServiceOfTable[] = [];
    for (const { key } of await this.services()) {
      services.push({ key, destinations: 'fwmark' in key ? await this.destinations(key) : [] });
    }
    return new ConnectionServices(services);
  }

  /** Closes the socket. A request under way, and any later one, fails with SocketError `ECANCELED`. */
  close(): void {
    this.#connection.close();
  }

  /** Closes the client at the end of the block that has it by `using` or `await using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #servicesOf(key: ServiceKey, options: ListOptions): Promise<ObservedService[]> {
    const service = await this.service(key, options);
    return service === undefined ? [] : [service];
  }

  #request(encoded: Partial<Encoded> & Pick<Encoded, 'command'>): Request {
    return { family: this.#family, version: uapi.IPVS_GENL_VERSION, ...encoded };
  }
}

/**
 * Newer kernels resize the service table shortly after many additions. A dump resumes by count, so a resize in
 * between repeats some services and skips as many, without NLM_F_DUMP_INTR.
 */
const hasNoDuplicates = (services: readonly ObservedService[]): boolean =>
  new Set(services.map(({ key }) => serviceId(key))).size === services.length;

/** Few runs are traced, so the code for it is loaded when one is. */
async function withTrace(transport: OpenTransport, trace: (line: string) => void): Promise<OpenTransport> {
  const { traceIpvs } = await import('./wire/trace.ts');
  return traceIpvs(transport, trace);
}

/** Few runs start a program, so the code for it is loaded when one does. */
async function modprobeIpvs(): Promise<string | undefined> {
  const { loadModule } = await import('./modprobe.ts');
  return loadModule('ip_vs');
}

const serviceSet = ({ stats }: ListOptions) => (stats ? messages.serviceWithStatsMessage : messages.serviceMessage);
