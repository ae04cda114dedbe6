import { type Rule, readRules } from '../../rules/lines.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from '../report/errors.ts';

/**
 * What becomes of the rules of a text, when all of them are sound and the hosts that they name are looked up.
 *
 * @param begin makes what the rules go into: again where hosts had to be looked up
 * @param take puts one rule there
 * @throws CommandError with a line for each bad one
 */
export async function collectRules<T>(
  text: string,
  { names }: Pick<Environment, 'names'>,
  begin: () => T,
  take: (into: T, rule: Rule) => void,
): Promise<T> {
  for (;;) {
    const into = begin();
    const { errors, unresolved } = readRules(text, names, (rule) => take(into, rule));
    // Every host that the rules name is looked up once, all side by side; a line may name a second one behind the first.
    if (unresolved.size > 0) {
      await names.lookup(unresolved);
      continue;
    }
    const [first] = errors;
    if (first === undefined) return into;
    const lines = errors.map(({ line, error }) => `line ${line}: ${error.message.trimEnd()}`);
    const hint = names.hint ?? errors.map(({ error }) => error.hint).find((known) => known !== undefined);
    throw new CommandError(lines.join('\n'), EXIT[first.error.kind], { hint });
  }
}
