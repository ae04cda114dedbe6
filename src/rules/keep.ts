import type { Destination, ObservedDestination, ObservedService, Service } from '../ipvs/model.ts';
import { UsageError } from './errors.ts';
import { requireSchedulerFlags } from './scheduler-flags.ts';

/** What words say of a virtual service with `--keep`. A setting that they do not name is absent, and stays. */
export interface NamedServiceSettings extends Partial<Omit<Service, 'key' | 'schedulerFlags'>> {
  /** Flags as they are written. Which names they have depends on the scheduler, which may be that of the kernel. */
  readonly flagNames?: string;
}

/** The same of a real server. Tunnel options make one setting. */
export type NamedServerSettings = Partial<Omit<Destination, 'address' | 'port'>>;

/**
 * A virtual service as it is, with the settings that are named. What belongs to a setting goes with it: flags with
 * their scheduler, netmask and engine with persistence.
 *
 * @throws UsageError for a flag of another scheduler
 */
export function keepService(there: ObservedService, { flagNames, ...settings }: NamedServiceSettings): Service {
  const isLost = 'persistence' in settings && settings.persistence === undefined;
  const rest = isLost ? { ...there, netmask: undefined, persistenceEngine: undefined } : there;
  const { scheduler = there.scheduler } = settings;
  const flags = scheduler === there.scheduler ? there.schedulerFlags : [];
  return {
    ...rest,
    ...settings,
    schedulerFlags: flagNames === undefined ? flags : requireSchedulerFlags(flagNames, scheduler),
  };
}

/**
 * A real server as it is, with the settings that are named.
 *
 * @throws UsageError where a tunnel is named of a server that has none
 */
export function keepServer(there: ObservedDestination, settings: NamedServerSettings): Destination {
  const server = { ...there, ...settings };
  if (server.forwarding === 'tunnel') return server;
  if ('tunnel' in settings) throw new UsageError('Tunnel options conflict with forward method');
  return { ...server, tunnel: undefined };
}
