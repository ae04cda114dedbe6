import type { Context } from '../../rules/context.ts';
import { schedulerFlagNames } from '../../rules/scheduler-flags.ts';
import { readOrEmpty } from '../files/read-or-empty.ts';
import type { Suggestion } from './suggestion.ts';

/** The schedulers of Linux, by their names. */
export const SCHEDULERS: Readonly<Record<string, string>> = {
  rr: 'round robin',
  wrr: 'weighted round robin',
  lc: 'least connections',
  wlc: 'weighted least connections',
  lblc: 'locality-based least connections',
  lblcr: 'locality-based least connections, with replication',
  dh: 'destination hashing',
  sh: 'source hashing',
  sed: 'shortest expected delay',
  nq: 'never queue',
  fo: 'weighted failover',
  ovf: 'weighted overflow',
  mh: 'Maglev hashing',
  twos: 'power of two choices',
};

/** Modules of IPVS that are no schedulers. */
const OTHERS = /^(?:ftp|pe_.*)$/;

/** The schedulers of the running kernel, or all that Linux knows where nothing tells of its modules. */
export function schedulers(): Iterable<Suggestion> {
  const there = modules().filter((name) => !OTHERS.test(name));
  return (there.length > 0 ? there : Object.keys(SCHEDULERS)).map((value) => withAbout(value, SCHEDULERS[value]));
}

/** The flags of the scheduler that was typed, alone and together. */
export function schedulerFlags({ draft: { scheduler = '' } }: Context): Iterable<Suggestion> {
  const sets: string[] = [];
  for (const flag of schedulerFlagNames(scheduler)) sets.push(...sets.map((flags) => `${flags},${flag}`), flag);
  return sets.map((value) => ({ value }));
}

/** The persistence engines of the running kernel. Linux has one. */
export function persistenceEngines(): Iterable<Suggestion> {
  const there = modules().flatMap((name) => /^pe_(.*)/.exec(name)?.[1] ?? []);
  return (there.length > 0 ? there : ['sip']).map((value) => ({ value }));
}

/**
 * The network interfaces of this namespace, up or down: lines such as `  eth0: 1 2 3`. Names that mean something to a
 * shell are left out.
 */
export function interfaces(): Iterable<Suggestion> {
  return Array.from(readOrEmpty('/proc/net/dev').matchAll(/^\s*([\w.-]+):/gm), ([, value = '']) => ({ value }));
}

/** Names of the modules of IPVS without `ip_vs_`, loaded or not, from the paths in modules.dep and modules.builtin. */
function modules(): string[] {
  const release = readOrEmpty('/proc/sys/kernel/osrelease').trim();
  const paths = ['dep', 'builtin'].map((name) => readOrEmpty(`/lib/modules/${release}/modules.${name}`)).join('\n');
  return Array.from(paths.matchAll(/^[^:\n]*\/ip_vs_(\w+)\.ko/gm), ([, name = '']) => name);
}

const withAbout = (value: string, about: string | undefined): Suggestion =>
  about === undefined ? { value } : { value, about };
