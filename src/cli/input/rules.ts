import type { RuleError } from '../../rules/lines.ts';
import { EXIT } from '../exit-status.ts';
import type { SystemNames } from '../names/system-names.ts';
import { CommandError } from '../report/errors.ts';

/** @throws CommandError with a line for each bad rule */
export function requireNoErrors(errors: readonly RuleError[], names: SystemNames): void {
  const [first] = errors;
  if (first === undefined) return;
  const lines = errors.map(({ line, error }) => `line ${line}: ${error.message.trimEnd()}`);
  const hint = names.hint ?? errors.map(({ error }) => error.hint).find((known) => known !== undefined);
  throw new CommandError(lines.join('\n'), EXIT[first.error.kind], { hint });
}
