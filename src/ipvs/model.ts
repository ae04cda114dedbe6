/**
 * The vocabulary of IPVS. Keys name a thing, configurations are what a user sets, observed entries are what the
 * kernel lists. Addresses are text in canonical form (`10.0.0.1`, `2001:db8::1`), ports and times are numbers.
 * Counters are bigint, because they may grow past 2^53.
 *
 * Source: include/uapi/linux/ip_vs.h and ipvsadm(8).
 */

/** Family of an address: an IPv6 address has colons. */
export type AddressFamily = 'ipv4' | 'ipv6';

/** Transport protocol of a virtual service. */
export type Protocol = 'tcp' | 'udp' | 'sctp';

/** Names a virtual service by protocol, address and port. */
export interface AddressServiceKey {
  /** Transport protocol of the connections that are balanced. */
  readonly protocol: Protocol;
  /** IPv4 or IPv6 address that clients connect to. */
  readonly address: string;
  /** 0 to 65535. 0 is every port; the service then needs persistence. */
  readonly port: number;
}

/** Names a virtual service by the mark that the firewall puts on its packets. */
export interface FwmarkServiceKey {
  /** 1 to 4294967295. */
  readonly fwmark: number;
  /** Family of the marked packets. A mark may be used by a service of each family. */
  readonly family: AddressFamily;
}

/** Names a virtual service. */
export type ServiceKey = AddressServiceKey | FwmarkServiceKey;

/**
 * The flags that a scheduler may have, by their neutral names. What they mean is the scheduler's choice: for `sh` and
 * `mh`, `flag-1` is fallback and `flag-2` is port.
 */
export type SchedulerFlag = 'flag-1' | 'flag-2' | 'flag-3';

/** Connections of one client go to one real server for a time. */
export interface Persistence {
  /** Seconds that a client is remembered after its last connection. */
  readonly timeout: number;
}

/** A virtual service as a user configures it. An edit sets all of it: what is absent gets its default again. */
export interface Service {
  /** Names the service. It cannot be edited. */
  readonly key: ServiceKey;
  /** Name of the scheduler's module without `ip_vs_`. The kernel decides whether it exists. Absent for `wlc`. */
  readonly scheduler?: string | undefined;
  /** Absent without persistence. */
  readonly persistence?: Persistence | undefined;
  /**
   * Granularity of persistence: clients of the same network are one client. A netmask (`255.255.255.0`) for IPv4, a
   * prefix length (`64`) for IPv6. Absent for single addresses (255.255.255.255 or 128).
   */
  readonly netmask?: string | undefined;
  /** One-packet scheduling: each UDP datagram is scheduled on its own. Absent for false. */
  readonly onePacket?: boolean | undefined;
  /** Absent for none. */
  readonly schedulerFlags?: readonly SchedulerFlag[] | undefined;
  /** Persistence engine, for instance `sip`. Absent for none. */
  readonly persistenceEngine?: string | undefined;
}

/**
 * How a packet gets to its real server. The kernel reports `local` for a server on an address of its own host, and
 * `bypass` for packets that go on to their original destination. Neither can be asked for.
 */
export type ForwardingMethod = 'masquerade' | 'local' | 'tunnel' | 'direct' | 'bypass';

/** How packets are encapsulated: IP in IP, Generic UDP Encapsulation, or Generic Routing Encapsulation. */
export type TunnelType = 'ipip' | 'gue' | 'gre';

/** Checksum of the encapsulation: none, that of its header, or (with GUE) one that the receiver reconstructs. */
export type TunnelChecksum = 'none' | 'checksum' | 'remote-checksum';

/** Encapsulation for the forwarding method `tunnel`. Older kernels than Linux 5.3 have plain IPIP only. */
export interface Tunnel {
  /** How packets are encapsulated. */
  readonly type: TunnelType;
  /** UDP port of GUE, 1 to 65535; 0 for the other types. */
  readonly port: number;
  /** Checksum of the encapsulation; `none` for IPIP. */
  readonly checksum: TunnelChecksum;
}

/** Names a real server within its virtual service. */
export interface DestinationKey {
  /** IPv4 or IPv6 address. Its family may differ from the service's with the forwarding method `tunnel` only. */
  readonly address: string;
  /** 0 to 65535. Only the forwarding method `masquerade` delivers to another port than the service's. */
  readonly port: number;
}

/** Which real servers are meant, of any virtual service. */
export interface ServerFilter {
  /** IPv4 or IPv6 address. */
  readonly address: string;
  /** 0 to 65535. Absent for any port. */
  readonly port?: number | undefined;
}

/** A real server as a user configures it. An edit sets all of it: what is absent gets its default again. */
export interface Destination extends DestinationKey {
  /** How packets get there. There is no default: a wrong method balances connections that never work. */
  readonly forwarding: ForwardingMethod;
  /** Share of the connections, 0 to 2147483647. 0 gets no new connections. Absent for 1. */
  readonly weight?: number | undefined;
  /** Number of connections above which it gets no new ones, 0 to 4294967295. Absent or 0 for no limit. */
  readonly upperThreshold?: number | undefined;
  /**
   * Number of connections below which it gets new ones again. Absent or 0 for three quarters of the upper threshold.
   */
  readonly lowerThreshold?: number | undefined;
  /** Absent where forwarding is not `tunnel`, and for plain IPIP. */
  readonly tunnel?: Tunnel | undefined;
}

/**
 * Counters since the last zero, and rates as the kernel estimates them. Both are 64 bits wide since Linux 4.1, and 32
 * bits before. Source: IPVS_STATS_ATTR_* in linux/ip_vs.h.
 */
export interface Stats {
  /** Connections that were scheduled. */
  readonly connections: bigint;
  /** Packets from clients. */
  readonly inPackets: bigint;
  /** Packets to clients: only those that pass the director, so 0 for `direct` and `tunnel`. */
  readonly outPackets: bigint;
  /** Bytes from clients, IP headers included. */
  readonly inBytes: bigint;
  /** Bytes to clients that pass the director, IP headers included. */
  readonly outBytes: bigint;
  /** Connections a second, averaged over some seconds and refreshed every two. */
  readonly connectionRate: bigint;
  /** Packets a second from clients. */
  readonly inPacketRate: bigint;
  /** Packets a second to clients. */
  readonly outPacketRate: bigint;
  /** Bytes a second from clients. */
  readonly inByteRate: bigint;
  /** Bytes a second to clients. */
  readonly outByteRate: bigint;
}

/** A virtual service as the kernel lists it. */
export interface ObservedService extends Service {
  /** Name of the scheduler's module without `ip_vs_`. */
  readonly scheduler: string;
  /** Absent where counters were not asked for. */
  readonly stats?: Stats | undefined;
}

/** A real server in brief: what `/proc/net/ip_vs` holds of all of them. */
export interface DestinationSummary extends DestinationKey {
  /** How packets get there. */
  readonly forwarding: ForwardingMethod;
  /** Share of the connections; 0 gets no new ones. */
  readonly weight: number;
  /** Connections in an established state. */
  readonly activeConnections: number;
  /** All other connections that the kernel still remembers. */
  readonly inactiveConnections: number;
}

/** A real server as the kernel lists it. */
export interface ObservedDestination extends Destination, DestinationSummary {
  /** How packets get there. */
  readonly forwarding: ForwardingMethod;
  /** Share of the connections; 0 gets no new ones. */
  readonly weight: number;
  /** Number of connections above which it gets no new ones; 0 is no limit. */
  readonly upperThreshold: number;
  /** Number of connections below which it gets new ones again; 0 is three quarters of the upper threshold. */
  readonly lowerThreshold: number;
  /** Clients that persistence binds to this server. */
  readonly persistentConnections: number;
  /** Absent where counters were not asked for. */
  readonly stats?: Stats | undefined;
}

/** A virtual service with its real servers. */
export interface TableEntry<D extends DestinationSummary = ObservedDestination> {
  /** The virtual service. */
  readonly service: ObservedService;
  /** Its real servers; empty where it has none. */
  readonly destinations: readonly D[];
}

/** Seconds after which an idle connection is forgotten. To set one to 0 keeps its value. */
export interface Timeouts {
  /** TCP sessions. The kernel starts with 900. */
  readonly tcp: number;
  /** TCP sessions after a FIN. The kernel starts with 120. */
  readonly tcpFin: number;
  /** UDP packets. The kernel starts with 300. */
  readonly udp: number;
}

/** What a sync daemon does: a `master` sends the director's connections, a `backup` receives those of another. */
export type DaemonState = 'master' | 'backup';

/**
 * A daemon that synchronises connections between directors. What is absent is the kernel's choice when the daemon is
 * started. Kernels before 4.3 know only `state`, `interface` and `syncId`. Source: IPVS_DAEMON_ATTR_* in linux/ip_vs.h.
 */
export interface Daemon {
  /** What it does. The kernel runs at most one daemon of each state. */
  readonly state: DaemonState;
  /** Name of the network interface that messages are sent and received on, at most 15 bytes. */
  readonly interface: string;
  /** 0 to 255. A backup receives messages of its own id only; with 0 it receives all. */
  readonly syncId: number;
  /**
   * Bytes of UDP payload that a message may have. The kernel gives a backup 1024 at least. Absent for the interface's
   * MTU.
   */
  readonly syncMaxLength?: number | undefined;
  /** Multicast group, an IPv4 or IPv6 address. Absent for 224.0.0.81. */
  readonly group?: string | undefined;
  /** UDP port. Absent for 8848. */
  readonly port?: number | undefined;
  /** Hops that a master's messages may make, 1 to 255. Absent for 1. */
  readonly ttl?: number | undefined;
}

/** What the kernel reports of its IPVS. */
export interface Info {
  /** Version of IPVS: `1.2.1`. */
  readonly version: string;
  /** Rows of the hash table of connections. */
  readonly connectionTableSize: number;
}

/**
 * One change to the kernel's IPVS. `key` always names a virtual service.
 *
 * `add-…` fails with EEXIST where the thing exists, `edit-…` and `delete-…` fail with ESRCH without the service and
 * ENOENT without the server. `flush` deletes every virtual service. `zero` sets the counters of one service and its
 * servers to 0, or those of all without a key.
 */
export type Operation =
  | { readonly type: 'add-service' | 'edit-service'; readonly service: Service }
  | { readonly type: 'delete-service'; readonly key: ServiceKey }
  | {
      readonly type: 'add-destination' | 'edit-destination';
      readonly key: ServiceKey;
      readonly destination: Destination;
    }
  | { readonly type: 'delete-destination'; readonly key: ServiceKey; readonly destination: DestinationKey }
  | { readonly type: 'flush' }
  | { readonly type: 'zero'; readonly key?: ServiceKey }
  | { readonly type: 'set-timeouts'; readonly timeouts: Timeouts }
  | { readonly type: 'start-daemon'; readonly daemon: Daemon }
  | { readonly type: 'stop-daemon'; readonly state: DaemonState };
