/**
 * The IPVS family's attribute sets: one table each, which both the encoder and the decoder are made of.
 * Source of numbers and payloads: linux/ip_vs.h and the policies in net/netfilter/ipvs/ip_vs_ctl.c.
 */
import { AttributeSet, encoded, nested, optional, required, type ValuesOf } from '../../netlink/attributes.ts';
import { be16, bytes, type Codec, s32, string, u8, u16, u32, u64 } from '../../netlink/codec.ts';
import * as uapi from './uapi.ts';

/** IPVS_*_ATTR_STATS: totals since the last zero, in 32 bits but for the bytes, and rates a second. */
const stats = new AttributeSet('statistics', {
  connections: required(uapi.IPVS_STATS_ATTR_CONNS, u32),
  inPackets: required(uapi.IPVS_STATS_ATTR_INPKTS, u32),
  outPackets: required(uapi.IPVS_STATS_ATTR_OUTPKTS, u32),
  inBytes: required(uapi.IPVS_STATS_ATTR_INBYTES, u64),
  outBytes: required(uapi.IPVS_STATS_ATTR_OUTBYTES, u64),
  connectionRate: required(uapi.IPVS_STATS_ATTR_CPS, u32),
  inPacketRate: required(uapi.IPVS_STATS_ATTR_INPPS, u32),
  outPacketRate: required(uapi.IPVS_STATS_ATTR_OUTPPS, u32),
  inByteRate: required(uapi.IPVS_STATS_ATTR_INBPS, u32),
  outByteRate: required(uapi.IPVS_STATS_ATTR_OUTBPS, u32),
});

/** IPVS_*_ATTR_STATS64, since Linux 4.1: the same, all in 64 bits. */
const stats64 = new AttributeSet('64-bit statistics', {
  connections: required(uapi.IPVS_STATS_ATTR_CONNS, u64),
  inPackets: required(uapi.IPVS_STATS_ATTR_INPKTS, u64),
  outPackets: required(uapi.IPVS_STATS_ATTR_OUTPKTS, u64),
  inBytes: required(uapi.IPVS_STATS_ATTR_INBYTES, u64),
  outBytes: required(uapi.IPVS_STATS_ATTR_OUTBYTES, u64),
  connectionRate: required(uapi.IPVS_STATS_ATTR_CPS, u64),
  inPacketRate: required(uapi.IPVS_STATS_ATTR_INPPS, u64),
  outPacketRate: required(uapi.IPVS_STATS_ATTR_OUTPPS, u64),
  inByteRate: required(uapi.IPVS_STATS_ATTR_INBPS, u64),
  outByteRate: required(uapi.IPVS_STATS_ATTR_OUTBPS, u64),
});

/** `struct ip_vs_flags`: the flags, and which of them are meant. */
const flags: Codec<{ value: number; mask: number }> = {
  write: (writer, { value, mask }) => u32.write(writer, value) + u32.write(writer, mask),
  read: (buffer, start, end) => ({ value: u32.read(buffer, start, end), mask: u32.read(buffer, start + 4, end) }),
};

/** What names a virtual service: family with protocol, address and port, or family with a firewall mark. */
const serviceKeyTable = {
  family: required(uapi.IPVS_SVC_ATTR_AF, u16),
  protocol: optional(uapi.IPVS_SVC_ATTR_PROTOCOL, u16),
  /** `union nf_inet_addr`: 16 bytes, of which IPv4 takes the first four. */
  address: optional(uapi.IPVS_SVC_ATTR_ADDR, bytes(16)),
  port: optional(uapi.IPVS_SVC_ATTR_PORT, be16),
  fwmark: optional(uapi.IPVS_SVC_ATTR_FWMARK, u32),
};

const serviceTable = {
  ...serviceKeyTable,
  scheduler: required(uapi.IPVS_SVC_ATTR_SCHED_NAME, string),
  flags: required(uapi.IPVS_SVC_ATTR_FLAGS, flags),
  /** Persistence timeout in seconds. */
  timeout: required(uapi.IPVS_SVC_ATTR_TIMEOUT, u32),
  /** IPv4: four bytes in network order. IPv6: a prefix length, u32 in host order. */
  netmask: required(uapi.IPVS_SVC_ATTR_NETMASK, bytes(4)),
  persistenceEngine: optional(uapi.IPVS_SVC_ATTR_PE_NAME, string),
};

const destinationKeyTable = {
  /** Absent in answers of kernels before 3.18: the service's family then. */
  family: optional(uapi.IPVS_DEST_ATTR_ADDR_FAMILY, u16),
  address: required(uapi.IPVS_DEST_ATTR_ADDR, bytes(16)),
  port: required(uapi.IPVS_DEST_ATTR_PORT, be16),
};

const destinationTable = {
  ...destinationKeyTable,
  forwarding: required(uapi.IPVS_DEST_ATTR_FWD_METHOD, u32),
  weight: required(uapi.IPVS_DEST_ATTR_WEIGHT, s32),
  upperThreshold: required(uapi.IPVS_DEST_ATTR_U_THRESH, u32),
  lowerThreshold: required(uapi.IPVS_DEST_ATTR_L_THRESH, u32),
  /** The tunnel's attributes are absent in answers of kernels before 5.3. */
  tunnelType: optional(uapi.IPVS_DEST_ATTR_TUN_TYPE, u8),
  tunnelPort: optional(uapi.IPVS_DEST_ATTR_TUN_PORT, be16),
  tunnelFlags: optional(uapi.IPVS_DEST_ATTR_TUN_FLAGS, u16),
};

const observedDestinationTable = {
  ...destinationTable,
  activeConnections: required(uapi.IPVS_DEST_ATTR_ACTIVE_CONNS, u32),
  inactiveConnections: required(uapi.IPVS_DEST_ATTR_INACT_CONNS, u32),
  persistentConnections: required(uapi.IPVS_DEST_ATTR_PERSIST_CONNS, u32),
};

const serviceStatsTable = {
  stats: optional(uapi.IPVS_SVC_ATTR_STATS, nested(stats)),
  stats64: optional(uapi.IPVS_SVC_ATTR_STATS64, nested(stats64)),
};

const destinationStatsTable = {
  stats: optional(uapi.IPVS_DEST_ATTR_STATS, nested(stats)),
  stats64: optional(uapi.IPVS_DEST_ATTR_STATS64, nested(stats64)),
};

const daemon = new AttributeSet('sync daemon', {
  state: required(uapi.IPVS_DAEMON_ATTR_STATE, u32),
  interface: optional(uapi.IPVS_DAEMON_ATTR_MCAST_IFN, string),
  syncId: optional(uapi.IPVS_DAEMON_ATTR_SYNC_ID, u32),
  syncMaxLength: optional(uapi.IPVS_DAEMON_ATTR_SYNC_MAXLEN, u16),
  group: optional(uapi.IPVS_DAEMON_ATTR_MCAST_GROUP, bytes(4)),
  group6: optional(uapi.IPVS_DAEMON_ATTR_MCAST_GROUP6, bytes(16)),
  port: optional(uapi.IPVS_DAEMON_ATTR_MCAST_PORT, u16),
  ttl: optional(uapi.IPVS_DAEMON_ATTR_MCAST_TTL, u8),
});

export const serviceKey = new AttributeSet('virtual service', serviceKeyTable);
export const service = new AttributeSet('virtual service', serviceTable);
export const destinationKey = new AttributeSet('real server', destinationKeyTable);
export const destination = new AttributeSet('real server', destinationTable);

/** An attribute set in the first level of a message, under its IPVS_CMD_ATTR_* number. */
export const serviceKeyMessage = new AttributeSet('message', {
  service: required(uapi.IPVS_CMD_ATTR_SERVICE, nested(serviceKey)),
});
export const serviceMessage = new AttributeSet('message', {
  service: required(uapi.IPVS_CMD_ATTR_SERVICE, nested(service)),
});
/** Of a real server comes the key of its service, a `serviceKey`, which many of them have in common. */
export const destinationKeyMessage = new AttributeSet('message', {
  service: required(uapi.IPVS_CMD_ATTR_SERVICE, encoded),
  destination: required(uapi.IPVS_CMD_ATTR_DEST, nested(destinationKey)),
});
export const destinationMessage = new AttributeSet('message', {
  service: required(uapi.IPVS_CMD_ATTR_SERVICE, encoded),
  destination: required(uapi.IPVS_CMD_ATTR_DEST, nested(destination)),
});
export const daemonMessage = new AttributeSet('message', {
  daemon: required(uapi.IPVS_CMD_ATTR_DAEMON, nested(daemon)),
});
/** Timeouts in seconds; on the way to the kernel 0 keeps a timeout as it is. */
export const timeoutsMessage = new AttributeSet('message', {
  tcp: required(uapi.IPVS_CMD_ATTR_TIMEOUT_TCP, u32),
  tcpFin: required(uapi.IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, u32),
  udp: required(uapi.IPVS_CMD_ATTR_TIMEOUT_UDP, u32),
});
export const infoMessage = new AttributeSet('info', {
  version: required(uapi.IPVS_INFO_ATTR_VERSION, u32),
  connectionTableSize: required(uapi.IPVS_INFO_ATTR_CONN_TAB_SIZE, u32),
});

/** What dumps answer. Statistics cost as much to read as all the rest: only the sets that name them decode them. */
export const observedDestinationMessage = new AttributeSet('message', {
  destination: required(uapi.IPVS_CMD_ATTR_DEST, nested(new AttributeSet('real server', observedDestinationTable))),
});
export const serviceWithStatsMessage = new AttributeSet('message', {
  service: required(
    uapi.IPVS_CMD_ATTR_SERVICE,
    nested(new AttributeSet('virtual service', { ...serviceTable, ...serviceStatsTable })),
  ),
});
export const destinationWithStatsMessage = new AttributeSet('message', {
  destination: required(
    uapi.IPVS_CMD_ATTR_DEST,
    nested(new AttributeSet('real server', { ...observedDestinationTable, ...destinationStatsTable })),
  ),
});

export type WireServiceKey = ValuesOf<typeof serviceKey>;
export type WireService = ValuesOf<typeof serviceWithStatsMessage>['service'];
export type WireDestinationKey = ValuesOf<typeof destinationKey>;
export type WireDestination = ValuesOf<typeof destination>;
export type WireObservedDestination = ValuesOf<typeof destinationWithStatsMessage>['destination'];
export type WireDaemon = ValuesOf<typeof daemon>;
export type WireStats = ValuesOf<typeof stats>;
export type WireStats64 = ValuesOf<typeof stats64>;
