import { Buffer } from 'node:buffer';
import { ProtocolError } from '../../netlink/errors.ts';
import { formatAddress, parseIPv4 } from '../address.ts';
import { completeService } from '../defaults.ts';
import { serviceFamily } from '../key.ts';
import type { AddressFamily, ObservedService, Protocol, SchedulerFlag, Service, ServiceKey } from '../model.ts';
import { familyOf, wireAddress, wireFamily } from './address.ts';
import type { WireService, WireServiceKey } from './attributes.ts';
import { inRange, U16_MAX, U32_MAX } from './range.ts';
import { readStats } from './stats.ts';
import * as uapi from './uapi.ts';

const PROTOCOLS: Readonly<Record<Protocol, number>> = {
  tcp: uapi.IPPROTO_TCP,
  udp: uapi.IPPROTO_UDP,
  sctp: uapi.IPPROTO_SCTP,
};

const SCHEDULER_FLAGS: readonly (readonly [SchedulerFlag, number])[] = [
  ['flag-1', uapi.IP_VS_SVC_F_SCHED1],
  ['flag-2', uapi.IP_VS_SVC_F_SCHED2],
  ['flag-3', uapi.IP_VS_SVC_F_SCHED3],
];

/** The mask means every flag, so that an edit sets what it names and clears the rest. */
const ALL_FLAGS = 0xffffffff;

/** Netmask of single addresses, which is the kernel's default and what an absent netmask means. */
const hostNetmask = (family: AddressFamily): string => (family === 'ipv4' ? '255.255.255.255' : '128');

export function writeServiceKey(key: ServiceKey): WireServiceKey {
  const family = wireFamily(serviceFamily(key));
  if ('fwmark' in key) return { family, fwmark: inRange('firewall mark', key.fwmark, U32_MAX, 1) };
  const port = inRange('port', key.port, U16_MAX);
  return { family, protocol: PROTOCOLS[key.protocol], address: wireAddress(key.address), port };
}

export function writeService(service: Service): WireService {
  let flags = 0;
  if (service.persistence !== undefined) flags |= uapi.IP_VS_SVC_F_PERSISTENT;
  if (service.onePacket) flags |= uapi.IP_VS_SVC_F_ONEPACKET;
  if (service.schedulerFlags?.length) flags |= writeSchedulerFlags(service.schedulerFlags);
  // Named one by one: to spread them takes ten times the memory, for each service of a restore.
  const { family, protocol, address, port, fwmark } = writeServiceKey(service.key);
  return {
    family,
    protocol,
    address,
    port,
    fwmark,
    scheduler: completeService(service).scheduler,
    flags: { value: flags, mask: ALL_FLAGS },
    timeout: inRange('persistence timeout', service.persistence?.timeout ?? 0, U32_MAX),
    netmask: writeNetmask(serviceFamily(service.key), service.netmask),
    persistenceEngine: service.persistenceEngine,
  };
}

function writeSchedulerFlags(names: readonly SchedulerFlag[]): number {
  return SCHEDULER_FLAGS.reduce((flags, [name, bit]) => (names.includes(name) ? flags | bit : flags), 0);
}

function writeNetmask(family: AddressFamily, netmask = hostNetmask(family)): Uint8Array {
  if (family === 'ipv4') {
    const bytes = parseIPv4(netmask);
    if (bytes === undefined) throw new TypeError(`not a netmask: ${netmask}`);
    return bytes;
  }
  if (!/^\d{1,3}$/.test(netmask)) throw new TypeError(`not a prefix length: ${netmask}`);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Number(netmask));
  return length;
}

function readKey(wire: WireServiceKey): ServiceKey {
  const family = familyOf(wire.family);
  if (wire.fwmark !== undefined) return { fwmark: wire.fwmark, family };
  if (wire.protocol === undefined || wire.address === undefined || wire.port === undefined) {
    throw new ProtocolError('virtual service: neither a firewall mark nor protocol, address and port');
  }
  return { protocol: readProtocol(wire.protocol), address: formatAddress(family, wire.address), port: wire.port };
}

function readProtocol(wire: number): Protocol {
  switch (wire) {
    case uapi.IPPROTO_TCP:
      return 'tcp';
    case uapi.IPPROTO_UDP:
      return 'udp';
    case uapi.IPPROTO_SCTP:
      return 'sctp';
    default:
      throw new ProtocolError(`virtual service: protocol ${wire}, which IPVS does not balance`);
  }
}

function readNetmask(family: AddressFamily, wire: Uint8Array): string {
  return family === 'ipv4' ? formatAddress(family, wire) : String(Buffer.from(wire).readUInt32LE());
}

export function readService(wire: WireService): ObservedService {
  const key = readKey(wire);
  const family = familyOf(wire.family);
  const netmask = readNetmask(family, wire.netmask);
  const flags = wire.flags.value;
  return {
    key,
    scheduler: wire.scheduler,
    persistence: flags & uapi.IP_VS_SVC_F_PERSISTENT ? { timeout: wire.timeout } : undefined,
    netmask: netmask === hostNetmask(family) ? undefined : netmask,
    onePacket: (flags & uapi.IP_VS_SVC_F_ONEPACKET) !== 0,
    schedulerFlags: SCHEDULER_FLAGS.filter(([, bit]) => flags & bit).map(([name]) => name),
    persistenceEngine: wire.persistenceEngine || undefined,
    stats: readStats(wire),
  };
}
