import type { CommandOf } from '../../rules/command.ts';
import { COMMANDS, type CommandDefinition } from '../../rules/commands.ts';
import { type Asked, completionOf } from '../../rules/completion.ts';
import { type Context, readContext } from '../../rules/context.ts';
import type { Names } from '../../rules/names.ts';
import { OPTIONS, type OptionDefinition } from '../../rules/options.ts';
import { interfaces, persistenceEngines, schedulerFlags, schedulers } from '../suggest/kernel.ts';
import { namespaces } from '../suggest/namespaces.ts';
import type { Suggestion } from '../suggest/suggestion.ts';
import { servers, services } from '../suggest/table.ts';

/** Where the values come from that only this machine knows. */
const SOURCES: Readonly<Record<Asked, (context: Context, option: string) => Iterable<Suggestion>>> = {
  service: services,
  server: servers,
  scheduler: schedulers,
  'scheduler-flags': schedulerFlags,
  engine: persistenceEngines,
  interface: interfaces,
  namespace: namespaces,
};

const isAsked = (completion: unknown): completion is Asked =>
  typeof completion === 'string' && Object.hasOwn(SOURCES, completion);

const ROWS: readonly (OptionDefinition | CommandDefinition)[] = [...OPTIONS, ...COMMANDS];

/**
 * What may stand for the value of an option, a line each: the value, and maybe a tab and what it is. Nothing is asked
 * of the kernel that needs a permission, or that loads IPVS; no host is looked up. This file is a part of its own, with
 * all that it needs (see `build/bundle.ts`).
 */
export function complete({ option, words }: CommandOf<'complete'>, names: Names): string {
  const placeholder = ROWS.find(({ long }) => long === option)?.value;
  const completion = placeholder === undefined ? undefined : completionOf(placeholder);
  if (!isAsked(completion)) return '';
  const context = readContext(words, {
    host: () => undefined,
    service: (name, protocol) => names.service(name, protocol),
  });
  const lines = Array.from(SOURCES[completion](context, option), ({ value, about }) =>
    about === undefined ? `${value}\n` : `${value}\t${about}\n`,
  );
  return lines.join('');
}
