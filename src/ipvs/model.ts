/**
 * The vocabulary of IPVS as the library and the command line speak it. Keys name a thing, configurations are what a user
 * sets, observed entries are what the kernel tells on top. Addresses are text in canonical form (`10.0.0.1`,
 * `2001:db8::1`), ports and times are numbers, counters that may grow past 2^53 are bigint.
 */

export type AddressFamily = 'ipv4' | 'ipv6';
export type Protocol = 'tcp' | 'udp' | 'sctp';

/** A virtual service named by protocol, address and port; port 0 is every port, which needs persistence. */
export interface AddressServiceKey {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
}

/** A virtual service named by the mark that the firewall puts on its packets: 1 to 4294967295. */
export interface FwmarkServiceKey {
  readonly fwmark: number;
  readonly family: AddressFamily;
}

export type ServiceKey = AddressServiceKey | FwmarkServiceKey;

/** The three scheduler flags by their neutral names; sh and mh give the first two names of their own. */
export type SchedulerFlag = 'flag-1' | 'flag-2' | 'flag-3';

/** Connections of one client go to one real server for a time. */
export interface Persistence {
  /** Seconds that a client is remembered after its last connection. */
  readonly timeout: number;
}

/** A virtual service as it is configured. */
export interface Service {
  readonly key: ServiceKey;
  /** Name of the scheduler's module without `ip_vs_`: `wlc`. The kernel decides whether it exists. */
  readonly scheduler: string;
  /** Absent without persistence. */
  readonly persistence?: Persistence | undefined;
  /**
   * Granularity of persistence: clients with the same network are one client. A netmask `255.255.255.0` for IPv4, a prefix
   * length `64` for IPv6. Absent for single addresses (255.255.255.255, 128), the kernel's default.
   */
  readonly netmask?: string | undefined;
  /** One-packet scheduling: each UDP datagram is scheduled anew. */
  readonly onePacket?: boolean | undefined;
  /** Absent is none. */
  readonly schedulerFlags?: readonly SchedulerFlag[] | undefined;
  /** Persistence engine, for instance `sip`. Absent for none. */
  readonly persistenceEngine?: string | undefined;
}

/** How a packet gets to its real server; `local` and `bypass` are answers of the kernel, not choices of a user. */
export type ForwardingMethod = 'masquerade' | 'local' | 'tunnel' | 'direct' | 'bypass';

export type TunnelType = 'ipip' | 'gue' | 'gre';
export type TunnelChecksum = 'none' | 'checksum' | 'remote-checksum';

/** Encapsulation of the forwarding method `tunnel`; since Linux 5.3. */
export interface Tunnel {
  readonly type: TunnelType;
  /** UDP port of GUE; 0 for the other types. */
  readonly port: number;
  readonly checksum: TunnelChecksum;
}

/** Names a real server within its virtual service. */
export interface DestinationKey {
  readonly address: string;
  readonly port: number;
}

/** A real server as it is configured. */
export interface Destination extends DestinationKey {
  readonly forwarding: ForwardingMethod;
  /** 0 to 2147483647; 0 gets no new connections. */
  readonly weight: number;
  /** Connections above which it gets no new ones; 0 is no limit. */
  readonly upperThreshold: number;
  /** Connections below which it gets new ones again after the upper threshold; 0 is three quarters of that. */
  readonly lowerThreshold: number;
  /** Absent where forwarding is not `tunnel`, and for plain IPIP. */
  readonly tunnel?: Tunnel | undefined;
}

/** Totals since the last zero, and rates a second as the kernel estimates them (refreshed every 2 s). */
export interface Stats {
  readonly connections: bigint;
  readonly inPackets: bigint;
  readonly outPackets: bigint;
  readonly inBytes: bigint;
  readonly outBytes: bigint;
  readonly connectionRate: bigint;
  readonly inPacketRate: bigint;
  readonly outPacketRate: bigint;
  readonly inByteRate: bigint;
  readonly outByteRate: bigint;
}

/** A virtual service as the kernel lists it. */
export interface ObservedService extends Service {
  /** Only where statistics were asked for. */
  readonly stats?: Stats | undefined;
}

/** What the kernel tells of all real servers at once, in `/proc/net/ip_vs`. */
export interface DestinationSummary extends DestinationKey {
  readonly forwarding: ForwardingMethod;
  readonly weight: number;
  readonly activeConnections: number;
  readonly inactiveConnections: number;
}

/** A real server as the kernel lists it. */
export interface ObservedDestination extends Destination, DestinationSummary {
  readonly persistentConnections: number;
  /** Only where statistics were asked for. */
  readonly stats?: Stats | undefined;
}

/** A virtual service with its real servers. */
export interface TableEntry<D extends DestinationSummary = ObservedDestination> {
  readonly service: ObservedService;
  readonly destinations: readonly D[];
}

/** Seconds after which an idle connection is forgotten; on setting, 0 keeps the value. */
export interface Timeouts {
  readonly tcp: number;
  readonly tcpFin: number;
  readonly udp: number;
}

export type DaemonState = 'master' | 'backup';

/** A connection synchronisation daemon. What is absent is the kernel's default when it is started. */
export interface Daemon {
  readonly state: DaemonState;
  readonly interface: string;
  /** 0 to 255. A backup listens to its own id, and to all with 0. */
  readonly syncId: number;
  /** Bytes of UDP payload a message may have. The kernel gives a backup 1024 at least. */
  readonly syncMaxLength?: number | undefined;
  /** Multicast group, IPv4 or IPv6. */
  readonly group?: string | undefined;
  readonly port?: number | undefined;
  readonly ttl?: number | undefined;
}

/** What the kernel says of its IPVS. */
export interface Info {
  /** `1.2.1` */
  readonly version: string;
  /** Rows of the connection table. */
  readonly connectionTableSize: number;
}

/** One change to the kernel's IPVS. */
export type Operation =
  | { readonly type: 'add-service' | 'edit-service'; readonly service: Service }
  | { readonly type: 'delete-service'; readonly key: ServiceKey }
  | {
      readonly type: 'add-destination' | 'edit-destination';
      readonly key: ServiceKey;
      readonly destination: Destination;
    }
  | { readonly type: 'delete-destination'; readonly key: ServiceKey; readonly destination: DestinationKey }
  /** Deletes every virtual service. */
  | { readonly type: 'flush' }
  /** Zeroes the counters of one virtual service and its real servers, without a key of all. */
  | { readonly type: 'zero'; readonly key?: ServiceKey }
  | { readonly type: 'set-timeouts'; readonly timeouts: Timeouts }
  | { readonly type: 'start-daemon'; readonly daemon: Daemon }
  | { readonly type: 'stop-daemon'; readonly state: DaemonState };
