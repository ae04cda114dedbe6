import { checkRules, type Rule, readRules } from '../rules/lines.ts';
import { CommandError } from './errors.ts';
import type { Environment } from './run.ts';

/**
 * The rules of a text, once all of them are known to be sound and the hosts that they name are looked up. They are read again
 * by whoever goes through them.
 *
 * @throws CommandError with a line for each bad one
 */
export async function soundRules(text: string, { names }: Pick<Environment, 'names'>): Promise<Iterable<Rule>> {
  let faults = checkRules(text, names);
  // Every host that the rules name is looked up once, all side by side; a line may name a second one behind the first.
  while (faults.unresolved.size > 0) {
    await names.lookup(faults.unresolved);
    faults = checkRules(text, names);
  }
  const [first] = faults.errors;
  if (first === undefined) return { [Symbol.iterator]: () => readRules(text, names) };
  const lines = faults.errors.map(({ line, error }) => `line ${line}: ${error.message.trimEnd()}`);
  const hint = names.hint ?? faults.errors.map(({ error }) => error.hint).find((known) => known !== undefined);
  throw new CommandError(lines.join('\n'), first.error.status, { hint });
}
