import { type Rule, type RuleError, readRules } from '../../rules/lines.ts';
import { EXIT } from '../exit-status.ts';
import type { SystemNames } from '../names/system-names.ts';
import { CommandError } from '../report/errors.ts';

/**
 * Checks the rules of a text, and looks the hosts up that they name. Nothing is kept: `checkedRules` reads it again, which
 * takes less than to hold a large text as rules.
 *
 * @throws CommandError with a line for each bad rule
 */
export async function checkRules(text: string, names: SystemNames): Promise<void> {
  requireNoErrors(await names.readWith(() => errorsIn(text, names)), names);
}

function errorsIn(text: string, names: SystemNames): RuleError[] {
  const errors: RuleError[] = [];
  for (const one of readRules(text, names)) if ('error' in one) errors.push(one);
  return errors;
}

/** The rules of a text that has been checked, one by one. */
export function* checkedRules(text: string, names: SystemNames): Generator<Rule> {
  for (const one of readRules(text, names)) if ('command' in one) yield one;
}

/** @throws CommandError with a line for each bad rule */
export function requireNoErrors(errors: readonly RuleError[], names: SystemNames): void {
  const [first] = errors;
  if (first === undefined) return;
  const lines = errors.map(({ line, error }) => `line ${line}: ${error.message.trimEnd()}`);
  const hint = names.hint ?? errors.map(({ error }) => error.hint).find((known) => known !== undefined);
  throw new CommandError(lines.join('\n'), EXIT[first.error.kind], { hint });
}
