import { addressFamily, formatAddress } from '../address.ts';
import type { Daemon } from '../model.ts';
import { wireAddress } from './address.ts';
import type { WireDaemon } from './attributes.ts';
import { inRange, U8_MAX, U16_MAX } from './range.ts';
import { IP_VS_STATE_BACKUP, IP_VS_STATE_MASTER } from './uapi.ts';

const IPV4_SIZE = 4;

const writeState = (state: Daemon['state']): number => (state === 'master' ? IP_VS_STATE_MASTER : IP_VS_STATE_BACKUP);

export function writeDaemon(daemon: Daemon): WireDaemon {
  return {
    state: writeState(daemon.state),
    interface: daemon.interface,
    syncId: inRange('sync id', daemon.syncId, U8_MAX),
    syncMaxLength: optionalInRange('sync message length', daemon.syncMaxLength, U16_MAX),
    ...writeGroup(daemon.group),
    port: optionalInRange('multicast port', daemon.port, U16_MAX),
    ttl: optionalInRange('multicast TTL', daemon.ttl, U8_MAX),
  };
}

const optionalInRange = (field: string, value: number | undefined, most: number): number | undefined =>
  value === undefined ? undefined : inRange(field, value, most);

function writeGroup(group: string | undefined): Pick<WireDaemon, 'group' | 'group6'> {
  if (group === undefined) return {};
  const wire = wireAddress(group);
  return addressFamily(group) === 'ipv6' ? { group6: wire } : { group: wire.subarray(0, IPV4_SIZE) };
}

/** Names the daemon to stop: its state alone. */
export function writeDaemonState(state: Daemon['state']): WireDaemon {
  return { state: writeState(state) };
}

export function readDaemon(wire: WireDaemon): Daemon {
  return {
    state: wire.state === IP_VS_STATE_MASTER ? 'master' : 'backup',
    interface: wire.interface ?? '',
    syncId: wire.syncId ?? 0,
    syncMaxLength: wire.syncMaxLength,
    group: readGroup(wire),
    port: wire.port,
    ttl: wire.ttl,
  };
}

function readGroup(wire: WireDaemon): string | undefined {
  if (wire.group6 !== undefined) return formatAddress('ipv6', wire.group6);
  return wire.group === undefined ? undefined : formatAddress('ipv4', wire.group);
}
