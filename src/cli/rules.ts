import { type ParsedRules, parseRules } from '../rules/lines.ts';
import { CommandError } from './errors.ts';
import type { Environment } from './run.ts';

/**
 * The rules of a text, with the hosts that they name looked up.
 *
 * @throws CommandError with a line for each bad one
 */
export async function readRules(text: string, { names }: Pick<Environment, 'names'>): Promise<ParsedRules['rules']> {
  let parsed = parseRules(text, names);
  // Every host that the rules name is looked up once, all side by side; a line may name a second one behind the first.
  while (parsed.unresolved.size > 0) {
    await names.lookup(parsed.unresolved);
    parsed = parseRules(text, names);
  }
  const [first] = parsed.errors;
  if (first === undefined) return parsed.rules;
  const lines = parsed.errors.map(({ line, error }) => `line ${line}: ${error.message.trimEnd()}`);
  throw new CommandError(lines.join('\n'), first.error.status);
}
