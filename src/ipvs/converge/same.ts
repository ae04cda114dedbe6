import { addressFamily } from '../address.ts';
import { type CompleteDestination, completeDestination, completeService } from '../defaults.ts';
import { serviceFamily } from '../key.ts';
import type { Daemon, Destination, Service, Tunnel } from '../model.ts';

/** What a backup's messages hold at least (start_sync_thread in net/netfilter/ipvs/ip_vs_sync.c). */
const LEAST_BACKUP_LENGTH = 1024;
/** Bytes of the headers before a message in a datagram of 65535, which no message can fill. */
const HEADERS = { ipv4: 28, ipv6: 48 } as const;

const PLAIN_TUNNEL: Tunnel = { type: 'ipip', port: 0, checksum: 'none' };

/** Whether two configurations of a virtual service are the same to the kernel. */
export function sameService(a: Service, b: Service): boolean {
  return (
    completeService(a).scheduler === completeService(b).scheduler &&
    a.persistence?.timeout === b.persistence?.timeout &&
    netmaskOf(a) === netmaskOf(b) &&
    (a.onePacket ?? false) === (b.onePacket ?? false) &&
    flagsOf(a) === flagsOf(b) &&
    (a.persistenceEngine || undefined) === (b.persistenceEngine || undefined)
  );
}

/** A netmask groups the clients of persistence, and says nothing without. */
function netmaskOf({ key, persistence, netmask }: Service): string | undefined {
  if (persistence === undefined || netmask === undefined) return undefined;
  // A prefix length may have leading zeros.
  const written = serviceFamily(key) === 'ipv4' ? netmask : String(Number(netmask));
  return written === '255.255.255.255' || written === '128' ? undefined : written;
}

const flagsOf = ({ schedulerFlags = [] }: Service): string => [...new Set(schedulerFlags)].sort().join();

/**
 * Whether a real server as the kernel lists it is as it was asked for. One on an address of this host is forwarded to
 * as `local`, unless masquerading was asked for.
 */
export function sameDestination(listed: Destination, wanted: Destination): boolean {
  const local = listed.forwarding === 'local' && wanted.forwarding !== 'masquerade';
  return (
    (local || (listed.forwarding === wanted.forwarding && tunnelOf(listed) === tunnelOf(wanted))) &&
    sameNumbers(completeDestination(listed), completeDestination(wanted))
  );
}

const sameNumbers = (a: CompleteDestination, b: CompleteDestination): boolean =>
  a.weight === b.weight && a.upperThreshold === b.upperThreshold && a.lowerThreshold === b.lowerThreshold;

/** An encapsulation says nothing unless there is a tunnel, and its port nothing unless that is of GUE. */
function tunnelOf({ forwarding, tunnel = PLAIN_TUNNEL }: Destination): string {
  const { type, port, checksum } = forwarding === 'tunnel' ? tunnel : PLAIN_TUNNEL;
  return `${type} ${type === 'gue' ? port : 0} ${checksum}`;
}

/**
 * Whether a sync daemon runs as it was asked for; what is not asked for, or is asked to be 0, is the kernel's to
 * choose.
 */
export function sameDaemon(running: Daemon, wanted: Daemon): boolean {
  const length = wanted.syncMaxLength && Math.min(Math.max(wanted.syncMaxLength, least(wanted)), most(wanted));
  const same = <T>(value: T, asked: T | undefined): boolean => !asked || value === asked;
  return (
    running.interface === wanted.interface &&
    running.syncId === wanted.syncId &&
    same(running.syncMaxLength, length) &&
    same(running.group, wanted.group) &&
    same(running.port, wanted.port) &&
    same(running.ttl, wanted.ttl)
  );
}

const least = ({ state }: Daemon): number => (state === 'backup' ? LEAST_BACKUP_LENGTH : 1);

const most = ({ group = '' }: Daemon): number => 0xffff - HEADERS[addressFamily(group)];
