import type { SchedulerFlag } from '../ipvs/model.ts';
import { UsageError } from './errors.ts';

const NONE: readonly SchedulerFlag[] = [];

const FLAGS: readonly SchedulerFlag[] = ['flag-1', 'flag-2', 'flag-3'];

/** Names that schedulers give to their flags, in the order of FLAGS; `sh` and `mh` leave the third without one. */
const NAMED: ReadonlyMap<string, readonly string[]> = new Map([
  ['sh', ['sh-fallback', 'sh-port']],
  ['mh', ['mh-fallback', 'mh-port']],
]);

/** What a scheduler's flags are called, in ascending order. */
export const schedulerFlagNames = (scheduler: string): readonly string[] => NAMED.get(scheduler) ?? FLAGS;

/**
 * The value of `-b`: flags by their neutral names or by the scheduler's own, separated by commas, empty ones ignored.
 *
 * @param scheduler `undefined` where it is not known yet: then the names of all are taken
 * @throws UsageError for a name that no scheduler has, for another scheduler's, and for commas alone
 */
export function requireSchedulerFlags(text: string, scheduler: string | undefined): readonly SchedulerFlag[] {
  if (text === '') return NONE;
  const names = text.split(',').filter((name) => name !== '');
  if (names.length === 0) throw new UsageError(`invalid scheduler flag \`${text}'`);
  const given = names.map((name) => parseFlag(name, scheduler));
  return FLAGS.filter((flag) => given.includes(flag));
}

function parseFlag(name: string, scheduler: string | undefined): SchedulerFlag {
  const neutral = FLAGS.find((flag) => flag === name);
  if (neutral !== undefined) return neutral;
  const known = [...NAMED].find(([, flags]) => flags.includes(name));
  const own = FLAGS[known?.[1].indexOf(name) ?? -1];
  if (known === undefined || own === undefined) throw new UsageError(`invalid scheduler flag \`${name}'`);
  if (scheduler !== undefined && scheduler !== known[0]) throw new UsageError(`incompatible scheduler flag \`${name}'`);
  return own;
}

/** Flags as ipvsadm writes them: by the scheduler's own names where it has some, in ascending order. */
export function formatSchedulerFlags(flags: readonly SchedulerFlag[], scheduler: string): string {
  const own = NAMED.get(scheduler) ?? [];
  return flags.map((flag) => own[FLAGS.indexOf(flag)] ?? flag).join(',');
}
