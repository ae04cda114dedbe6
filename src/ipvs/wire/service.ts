import { Buffer } from 'node:buffer';
import { AttributeSet, joined, nested, optional, required, type Values } from '../../netlink/attributes.ts';
import { u32At } from '../../netlink/bytes.ts';
import { be16, bytes, type Codec, string, u16, u32 } from '../../netlink/codec.ts';
import { ProtocolError } from '../../netlink/errors.ts';
import { mapped, named } from '../../netlink/mapped.ts';
import { addressFamily, formatAddress, parseIPv4 } from '../address.ts';
import type { CompleteService } from '../defaults.ts';
import { serviceFamily } from '../key.ts';
import type { AddressFamily, ObservedService, SchedulerFlag, ServiceKey } from '../model.ts';
import { addressBytes, family, wireAddress } from './address.ts';
import { statistics } from './stats.ts';
import * as uapi from './uapi.ts';

const protocol = named(u16, { tcp: uapi.IPPROTO_TCP, udp: uapi.IPPROTO_UDP, sctp: uapi.IPPROTO_SCTP });

/** What names a virtual service: family with protocol, address and port, or family with a firewall mark. */
const key = joined(
  {
    family: required(uapi.IPVS_SVC_ATTR_AF, family),
    protocol: optional(uapi.IPVS_SVC_ATTR_PROTOCOL, protocol),
    address: optional(uapi.IPVS_SVC_ATTR_ADDR, addressBytes),
    port: optional(uapi.IPVS_SVC_ATTR_PORT, be16),
    fwmark: optional(uapi.IPVS_SVC_ATTR_FWMARK, u32.within(1, 0xffff_ffff)),
  },
  (value: ServiceKey) =>
    'fwmark' in value
      ? { family: value.family, fwmark: value.fwmark, protocol: undefined, address: undefined, port: undefined }
      : {
          family: addressFamily(value.address),
          protocol: value.protocol,
          address: wireAddress(value.address),
          port: value.port,
          fwmark: undefined,
        },
  (parts): ServiceKey => {
    if (parts.fwmark !== undefined) return { fwmark: parts.fwmark, family: parts.family };
    if (parts.protocol === undefined || parts.address === undefined || parts.port === undefined) {
      throw new ProtocolError('virtual service: neither a firewall mark nor protocol, address and port');
    }
    return { protocol: parts.protocol, address: formatAddress(parts.family, parts.address), port: parts.port };
  },
);

interface ServiceFlags {
  readonly persistent: boolean;
  readonly onePacket: boolean;
  readonly schedulerFlags: readonly SchedulerFlag[];
}

const SCHEDULER_FLAGS: readonly (readonly [SchedulerFlag, number])[] = [
  ['flag-1', uapi.IP_VS_SVC_F_SCHED1],
  ['flag-2', uapi.IP_VS_SVC_F_SCHED2],
  ['flag-3', uapi.IP_VS_SVC_F_SCHED3],
];

const ANY_SCHEDULER_FLAG = uapi.IP_VS_SVC_F_SCHED1 | uapi.IP_VS_SVC_F_SCHED2 | uapi.IP_VS_SVC_F_SCHED3;

const schedulerFlagsIn = (value: number): SchedulerFlag[] =>
  SCHEDULER_FLAGS.filter(([, bit]) => value & bit).map(([flag]) => flag);

/** The mask of `struct ip_vs_flags` that means every flag, so that an edit sets what it names and clears the rest. */
const ALL_FLAGS = 0xffff_ffff;

/** `struct ip_vs_flags`: the flags, and which of them are meant. Flags of the kernel's own are not read. */
const flags: Codec<ServiceFlags> = {
  write(writer, { persistent, onePacket, schedulerFlags }, name) {
    let value = 0;
    if (persistent) value |= uapi.IP_VS_SVC_F_PERSISTENT;
    if (onePacket) value |= uapi.IP_VS_SVC_F_ONEPACKET;
    if (schedulerFlags.length > 0) {
      for (const [flag, bit] of SCHEDULER_FLAGS) if (schedulerFlags.includes(flag)) value |= bit;
    }
    return u32.write(writer, value, name) + u32.write(writer, ALL_FLAGS, name);
  },
  read(buffer, start, end, name) {
    const value = u32.read(buffer, start, end, name);
    return {
      persistent: (value & uapi.IP_VS_SVC_F_PERSISTENT) !== 0,
      onePacket: (value & uapi.IP_VS_SVC_F_ONEPACKET) !== 0,
      schedulerFlags: (value & ANY_SCHEDULER_FLAG) === 0 ? [] : schedulerFlagsIn(value),
    };
  },
};

const table = {
  key,
  scheduler: required(uapi.IPVS_SVC_ATTR_SCHED_NAME, string),
  flags: required(uapi.IPVS_SVC_ATTR_FLAGS, flags),
  /** Persistence timeout in seconds. */
  timeout: required(uapi.IPVS_SVC_ATTR_TIMEOUT, u32),
  /** IPv4: four bytes in network order. IPv6: a prefix length, u32 in host order. */
  netmask: required(uapi.IPVS_SVC_ATTR_NETMASK, bytes(4)),
  persistenceEngine: optional(uapi.IPVS_SVC_ATTR_PE_NAME, string),
};

const statsTable = { stats: statistics(uapi.IPVS_SVC_ATTR_STATS, uapi.IPVS_SVC_ATTR_STATS64) };

const NAME = 'virtual service';

/** The attributes that name a virtual service, which the messages of its real servers have in common. */
export const serviceKeySet = new AttributeSet(NAME, { key });
/** Names a virtual service. */
export const serviceKey = nested(serviceKeySet);
/** A virtual service as it is configured. */
export const service = codecOf(nested(new AttributeSet(NAME, table)));
/** The same with statistics, which cost as much to read as all the rest. */
export const serviceWithStats = codecOf(nested(new AttributeSet(NAME, { ...table, ...statsTable })));

type WireService = Values<typeof table & typeof statsTable>;

function codecOf(codec: Codec<WireService>): Codec<ObservedService> {
  return mapped(codec, writeService, readService);
}

function writeService({
  key,
  scheduler,
  persistence,
  netmask,
  onePacket,
  schedulerFlags,
  persistenceEngine,
}: CompleteService): WireService {
  return {
    key,
    scheduler,
    flags: {
      persistent: persistence !== undefined,
      onePacket: onePacket === true,
      schedulerFlags: schedulerFlags ?? [],
    },
    timeout: persistence?.timeout ?? 0,
    netmask: writeNetmask(serviceFamily(key), netmask),
    persistenceEngine,
  };
}

function readService({ key, scheduler, flags, timeout, netmask, persistenceEngine, stats }: WireService) {
  return {
    key,
    scheduler,
    persistence: flags.persistent ? { timeout } : undefined,
    netmask: readNetmask(serviceFamily(key), netmask),
    onePacket: flags.onePacket,
    schedulerFlags: flags.schedulerFlags,
    persistenceEngine: persistenceEngine || undefined,
    stats,
  };
}

/** Netmask of single addresses, which is the kernel's default and what an absent netmask means. */
const HOST_NETMASK: Readonly<Record<AddressFamily, string>> = { ipv4: '255.255.255.255', ipv6: '128' };
/** The same as a number on the wire. */
const HOST_NETMASK_WIRE: Readonly<Record<AddressFamily, number>> = { ipv4: 0xffff_ffff, ipv6: 128 };

/** @throws TypeError when the text is not a netmask, or for IPv6 not a prefix length */
function writeNetmask(family: AddressFamily, netmask = HOST_NETMASK[family]): Uint8Array {
  if (family === 'ipv4') {
    const mask = parseIPv4(netmask);
    if (mask === undefined) throw new TypeError(`not a netmask: ${netmask}`);
    return mask;
  }
  if (!/^\d{1,3}$/.test(netmask)) throw new TypeError(`not a prefix length: ${netmask}`);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Number(netmask));
  return length;
}

function readNetmask(family: AddressFamily, wire: Uint8Array): string | undefined {
  const number = u32At(wire, 0);
  if (number === HOST_NETMASK_WIRE[family]) return undefined;
  return family === 'ipv4' ? formatAddress(family, wire) : String(number);
}
