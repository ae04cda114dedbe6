import type { Operation } from '../ipvs/operations.ts';
import { type ParsedRules, parseRules } from '../rules/lines.ts';
import { CHANGE_STATUS, CommandError, STARTUP_STATUS } from './errors.ts';
import { type Environment, run } from './run.ts';
import { describe } from './wording.ts';

/**
 * Reads all rules from standard input, and only when every one is sound carries them out in order. A rule that the kernel
 * refuses does not keep the others from being tried.
 *
 * @throws CommandError with a line for each bad or refused rule
 */
export async function restore({ clear }: { readonly clear: boolean }, environment: Environment): Promise<void> {
  const { rules, errors } = await readRules(environment);
  const [first] = errors;
  if (first !== undefined) {
    const lines = errors.map(({ line, error }) => `line ${line}: ${error.message.trimEnd()}`);
    throw new CommandError(lines.join('\n'), first.error.status);
  }
  if (clear) await (await environment.client()).apply({ type: 'flush' });
  const failures = await carryOut(rules, environment);
  if (failures.length > 0) throw new CommandError(failures.join('\n'), CHANGE_STATUS);
}

async function readRules({ readInput, names }: Environment): Promise<ParsedRules> {
  const text = readInput();
  let parsed = parseRules(text, names);
  // Every host that the rules name is looked up once, all side by side; a line may name a second one behind the first.
  while (parsed.unresolved.size > 0) {
    await names.lookup(parsed.unresolved);
    parsed = parseRules(text, names);
  }
  return parsed;
}

type Rules = ParsedRules['rules'];

/** Carries rules out in order, neighbouring changes in batches, and answers a line for each that failed. */
async function carryOut(rules: Rules, environment: Environment): Promise<string[]> {
  const failures: string[] = [];
  let changes: { line: number; operation: Operation }[] = [];
  const flush = async (): Promise<void> => {
    if (changes.length === 0) return;
    const batch = changes;
    changes = [];
    try {
      const refused = await (await environment.client()).applyAll(batch.map(({ operation }) => operation));
      for (const [index, error] of refused) failures.push(failureLine(batch[index]?.line, error));
    } catch (error) {
      const [first, last] = [batch[0], batch.at(-1)];
      failures.push(
        `${failureLine(first?.line, error)}: what became of it, and of all up to line ${last?.line}, is not known`,
      );
    }
  };
  for (const { line, command } of rules) {
    if (command.type === 'change') {
      changes.push({ line, operation: command.operation });
      continue;
    }
    await flush();
    await run(command, environment).catch((error: unknown) => {
      failures.push(failureLine(line, error));
    });
  }
  await flush();
  return failures;
}

function failureLine(line: number | undefined, error: unknown): string {
  const { message, status } = describe(error);
  // Nothing of what follows would be permitted either.
  if (status === STARTUP_STATUS) throw error;
  return `line ${line}: ${message}`;
}
