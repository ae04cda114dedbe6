import { UnansweredError } from '../ipvs/errors.ts';
import type { Operation } from '../ipvs/operations.ts';
import { type ParsedRules, parseRules } from '../rules/lines.ts';
import { CHANGE_STATUS, CommandError, STARTUP_STATUS } from './errors.ts';
import { type Environment, run } from './run.ts';
import { describe, errorText } from './wording.ts';

type Rules = ParsedRules['rules'];

/**
 * Reads all rules from standard input, and only when every one is sound carries them out in order. A rule that the kernel
 * refuses does not keep the others from being tried.
 *
 * @throws CommandError with a line for each bad or refused rule
 */
export async function restore({ clear }: { readonly clear: boolean }, environment: Environment): Promise<void> {
  const text = environment.readInput();
  const rules = await readRules(text, environment);
  if (clear) await (await environment.client()).apply({ type: 'flush' });
  const failures = await carryOut(rules, environment);
  if (failures.length > 0) throw new CommandError(reportOf(failures, text), CHANGE_STATUS);
}

/**
 * The rules of a text, with the hosts that they name looked up.
 *
 * @throws CommandError with a line for each bad one
 */
export async function readRules(text: string, { names }: Pick<Environment, 'names'>): Promise<Rules> {
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

/** A rule that was carried out in vain. */
export interface Failure {
  readonly line: number;
  readonly error: unknown;
}

/** Carries rules out in order, neighbouring changes in batches. */
async function carryOut(rules: Rules, environment: Environment): Promise<Failure[]> {
  const failures: Failure[] = [];
  let changes: { line: number; operation: Operation }[] = [];
  const flush = async (): Promise<void> => {
    const batch = changes;
    changes = [];
    if (batch.length > 0) failures.push(...(await applyLines(batch, environment)));
  };
  for (const { line, command } of rules) {
    if (command.type === 'change') {
      changes.push({ line, operation: command.operation });
      continue;
    }
    await flush();
    await run(command, environment).catch((error: unknown) => {
      failures.push({ line, error });
    });
  }
  await flush();
  return failures;
}

/** Makes changes, and answers the lines of those that failed. */
export async function applyLines(
  changes: readonly { readonly line: number; readonly operation: Operation }[],
  { client }: Pick<Environment, 'client'>,
): Promise<Failure[]> {
  const lineOf = (index: number): number => changes[index]?.line ?? 0;
  const failed = (refused: ReadonlyMap<number, Error>) =>
    Array.from(refused, ([index, error]) => ({ line: lineOf(index), error }));
  try {
    return failed(await (await client()).applyAll(changes.map(({ operation }) => operation)));
  } catch (error) {
    if (!(error instanceof UnansweredError)) throw error;
    const unknown = `${error.message}: what became of this rule, and of all up to line ${changes.at(-1)?.line}, is not known`;
    return [...failed(error.refused), { line: lineOf(error.first), error: new CommandError(unknown, CHANGE_STATUS) }];
  }
}

/** Bytes of a rule that an error repeats. */
const LONGEST_RULE = 200;

/**
 * A line for each failure: its number, the rule, and what is wrong with it; behind it a hint, where there is one.
 *
 * @throws the first failure by which nothing of the others would be permitted either
 */
export function reportOf(failures: readonly Failure[], text: string): string {
  const rules = text.split('\n');
  return failures
    .map(({ line, error }) => {
      const description = describe(error);
      if (description.status === STARTUP_STATUS) throw error;
      const rule = (rules[line - 1] ?? '').trim().slice(0, LONGEST_RULE);
      return errorText({ ...description, message: `line ${line}: ${rule}: ${description.message}` }).trimEnd();
    })
    .join('\n');
}
