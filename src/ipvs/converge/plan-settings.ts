import { addressFamily } from '../address.ts';
import type { Daemon, Timeouts } from '../model.ts';
import type { Operation } from '../wire/encode.ts';
import type { Wanted } from './wanted.ts';

/** What a backup's messages hold at least (start_sync_thread in net/netfilter/ipvs/ip_vs_sync.c). */
const LEAST_BACKUP_LENGTH = 1024;
/** Bytes of the headers before a message in a datagram of 65535, which no message can fill. */
const HEADERS = { ipv4: 28, ipv6: 48 } as const;

/** The changes by which the timeouts become those that are wanted, where some are. */
export function planTimeouts(current: Timeouts, wanted: Timeouts): Operation[] {
  const differs = (['tcp', 'tcpFin', 'udp'] as const).some(
    (name) => wanted[name] !== 0 && wanted[name] !== current[name],
  );
  return differs ? [{ type: 'set-timeouts', timeouts: wanted }] : [];
}

/** The changes by which those sync daemons run that are wanted, and none of those that are not. */
export function planDaemons(current: readonly Daemon[], wanted: Wanted['daemons']): Operation[] {
  const operations: Operation[] = [];
  for (const [state, daemon] of wanted) {
    const running = current.find((one) => one.state === state);
    if (running !== undefined && daemon !== undefined && sameDaemon(running, daemon)) continue;
    if (running !== undefined) operations.push({ type: 'stop-daemon', state });
    if (daemon !== undefined) operations.push({ type: 'start-daemon', daemon });
  }
  return operations;
}

/** Whether a sync daemon runs as it was asked for; what is not asked for, or is asked to be 0, is the kernel's to choose. */
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
