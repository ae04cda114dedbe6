import type { ForwardingMethod, ObservedService } from '../../ipvs/model.ts';
import type { CountedService } from '../../ipvs/proc/connection-services.ts';
import type { Naming } from '../../rules/naming.ts';
import { formatSchedulerFlags } from '../../rules/scheduler-flags.ts';

/** `TCP  10.0.0.1:80`, `FWM  7 IPv6`: the name of a virtual service in a listing. */
export function serviceName(key: CountedService, naming: Naming): string {
  if ('fwmark' in key) return `FWM  ${key.fwmark}${key.family === 'ipv6' ? ' IPv6' : ''}`;
  return `${key.protocol.toUpperCase().padEnd(4)} ${naming(key.address, key.port, key.protocol)}`;
}

/** What follows the name: scheduler, flags, persistence, engine, one-packet scheduling. */
export function serviceSettings(service: ObservedService): string {
  const { scheduler, schedulerFlags = [], persistence, netmask, persistenceEngine } = service;
  let text = scheduler;
  if (schedulerFlags.length > 0) text += ` (${formatSchedulerFlags(schedulerFlags, scheduler)})`;
  if (persistence !== undefined) {
    text += ` persistent ${persistence.timeout}`;
    if (netmask !== undefined) text += ` mask ${netmask}`;
    // Without persistence the engine does nothing, and ipvsadm 1.31 does not show it.
    if (persistenceEngine !== undefined) text += ` pe ${persistenceEngine}`;
  }
  if (service.onePacket) text += ' ops';
  return text;
}

/** Words of the column `Forward`. */
export const FORWARD: Readonly<Record<ForwardingMethod, string>> = {
  masquerade: 'Masq',
  local: 'Local',
  tunnel: 'Tunnel',
  direct: 'Route',
  bypass: 'Bypass',
};
