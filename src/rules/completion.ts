import { CONNECTION_STATES } from '../ipvs/connection-states.ts';
import { METRICS_FORMATS } from './command.ts';
import type { COMMANDS } from './commands.ts';
import { SERVER_FIELDS, SERVICE_FIELDS } from './named.ts';
import type { OPTIONS } from './options.ts';

type Row = (typeof OPTIONS)[number] | (typeof COMMANDS)[number];
type Placeholder = Row extends infer R ? (R extends { value: infer V extends string } ? V : never) : never;
/** A placeholder that spells all of its values, such as `master|backup`, needs no entry below. */
type NamedPlaceholder = Exclude<Placeholder, `${string}|${string}`>;

/** Values that only this machine knows: a shell asks the program for them, by `--complete`. */
export type Asked = 'service' | 'server' | 'scheduler' | 'scheduler-flags' | 'engine' | 'interface' | 'namespace';

/** What a shell offers where a value is typed. `anything` is nothing. */
export type Completion = Asked | 'file' | 'folder' | 'finding' | 'anything';

const COMPLETIONS: Readonly<Record<NamedPlaceholder, Completion | readonly string[]>> = {
  'service-address': 'service',
  fwmark: 'service',
  'server-address': 'server',
  scheduler: 'scheduler',
  flags: 'scheduler-flags',
  engine: 'engine',
  interface: 'interface',
  file: 'file',
  folder: 'folder',
  'code[=object]': 'finding',
  timeout: 'anything',
  netmask: 'anything',
  weight: 'anything',
  uthreshold: 'anything',
  lthreshold: 'anything',
  syncid: 'anything',
  address: 'anything',
  'address[/length]': 'anything',
  'state[,state]': CONNECTION_STATES,
  port: 'anything',
  ttl: 'anything',
  length: 'anything',
  seconds: 'anything',
  settings: [...Object.keys(SERVICE_FIELDS), ...Object.keys(SERVER_FIELDS)],
  namespace: 'namespace',
  format: METRICS_FORMATS,
};

const isNamed = (placeholder: string): placeholder is NamedPlaceholder => Object.hasOwn(COMPLETIONS, placeholder);

/**
 * What a shell offers for a placeholder of the tables: the values themselves where it spells them.
 *
 * @throws TypeError for one that is in no table
 */
export function completionOf(placeholder: string): Completion | readonly string[] {
  if (isNamed(placeholder)) return COMPLETIONS[placeholder];
  if (placeholder.includes('|')) return placeholder.split('|');
  throw new TypeError(`no option takes a ${placeholder}`);
}
