import type { Seen } from './check.ts';
import type { Draft } from './draft.ts';
import { UsageError } from './errors.ts';
import type { NamedServerSettings, NamedServiceSettings } from './keep.ts';
import type { OptionName } from './options.ts';

type Fields<K> = { readonly [option in OptionName]?: K };

/** The settings of a virtual service, by the option that names each. */
export const SERVICE_FIELDS = {
  scheduler: 'scheduler',
  persistent: 'persistence',
  netmask: 'netmask',
  ops: 'onePacket',
  pe: 'persistenceEngine',
  'sched-flags': 'flagNames',
} as const satisfies Fields<keyof NamedServiceSettings>;

/** The settings of a real server. */
export const SERVER_FIELDS = {
  'forwarding-method': 'forwarding',
  weight: 'weight',
  'u-threshold': 'upperThreshold',
  'l-threshold': 'lowerThreshold',
  'tun-type': 'tunnel',
  'tun-port': 'tunnel',
  'tun-nocsum': 'tunnel',
  'tun-csum': 'tunnel',
  'tun-remcsum': 'tunnel',
} as const satisfies Fields<keyof NamedServerSettings>;

/** Whether a setting is for the words to say: any is, but with `--keep` only one that they name. */
export const isSaid = ({ unset = [] }: Draft, seen: Seen, option: OptionName): boolean =>
  !seen.includes('keep') || seen.includes(option) || unset.includes(option);

/** Of all settings those that the words name. */
export function named<T, K extends keyof T>(
  settings: T,
  fields: Fields<K>,
  { unset = [] }: Draft,
  seen: Seen,
): Partial<Pick<T, K>> {
  const some: Partial<Pick<T, K>> = {};
  for (const [option, field] of Object.entries(fields)) {
    if (seen.some((name) => name === option) || unset.includes(option)) some[field] = settings[field];
  }
  return some;
}

/**
 * Checks which settings are to have their defaults again.
 *
 * @throws UsageError for one that there is not, or that is given as well, and without `--keep`, where all have theirs
 */
export function checkUnset({ unset = [] }: Draft, seen: Seen, fields: Fields<string>): void {
  for (const name of unset) {
    if (!Object.hasOwn(fields, name)) {
      const hint = `this command can unset ${Object.keys(fields).join(', ')}`;
      throw new UsageError(`illegal unset specified: \`${name}'`, { hint });
    }
    if (seen.some((option) => option === name)) throw new UsageError(`'${name}' is both given and unset`);
  }
  if (unset.length > 0 && !seen.includes('keep')) {
    throw new UsageError("Illegal 'unset' option without the 'keep' option");
  }
}
