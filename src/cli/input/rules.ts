import { type Rule, type RuleError, readRules } from '../../rules/lines.ts';
import { EXIT } from '../exit-status.ts';
import type { SystemNames } from '../names/system-names.ts';
import { CommandError } from '../report/errors.ts';

/**
 * The rules of a text, with the hosts that they name looked up.
 *
 * @throws CommandError with a line for each bad rule
 */
export async function requireRules(text: string, names: SystemNames): Promise<Rule[]> {
  const { rules, errors } = await names.readWith(() => readRules(text, names));
  const [first] = errors;
  if (first === undefined) return rules;
  throw new CommandError(errors.map(errorLine).join('\n'), EXIT[first.error.kind], {
    hint: names.hint ?? errors.map(({ error }) => error.hint).find((hint) => hint !== undefined),
  });
}

const errorLine = ({ line, error }: RuleError): string => `line ${line}: ${error.message.trimEnd()}`;
