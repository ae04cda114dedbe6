import { UnansweredError } from '../../ipvs/errors.ts';
import { BATCH_SIZE } from '../../netlink/connection.ts';
import type { Command, CommandOf } from '../../rules/command.ts';
import type { Rule } from '../../rules/lines.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { type DescribingRule, failuresAt, isDescribing, placedOperation, wantedBy } from '../input/operations.ts';
import { requireRules } from '../input/rules.ts';
import { CommandError } from '../report/errors.ts';
import { type Failure, requireNoFailures } from '../report/failures.ts';
import { makeTable } from './apply.ts';

/** Runs one command: handed in, because running commands is what restores rules too. */
type Run = (command: Command, environment: Environment) => Promise<unknown>;

/**
 * Reads all rules from standard input, and runs them in order only when all of them are valid. Rules after one that the
 * kernel refuses are run all the same.
 *
 * @throws CommandError with a line for each bad or refused rule
 */
export async function restore({ clear }: CommandOf<'restore'>, environment: Environment, run: Run): Promise<void> {
  const text = environment.readInput();
  const rules = await requireRules(text, environment.names);
  const failures = clear
    ? await replaceTable(rules, text, environment, run)
    : await runRules(rules, text, environment, run);
  requireNoFailures(failures, EXIT.changeFailed);
}

/**
 * Makes the table what the rules describe. What is already right is not touched, and the table is never empty in between,
 * unless the rules hold other commands (-Z, -L): those expect the empty table of ipvsadm 1.31.
 */
async function replaceTable(
  rules: readonly Rule[],
  text: string,
  environment: Environment,
  run: Run,
): Promise<Failure[]> {
  if (!rules.every(isDescribing)) {
    await (await environment.client()).change({ type: 'flush' });
    return runRules(rules, text, environment, run);
  }
  const operations = rules.map(placedOperation);
  const { wanted, conflicts } = wantedBy(operations);
  const refused = await makeTable(wanted, { verify: false }, environment);
  return [...conflicts, ...failuresAt(operations, refused)];
}

async function runRules(rules: readonly Rule[], text: string, environment: Environment, run: Run): Promise<Failure[]> {
  const failures: Failure[] = [];
  const lines = new Lines(text);
  for (const group of groupsOf(rules)) {
    if (group.every(isPlainChange)) {
      failures.push(...(await sendChanges(group, lines, environment)));
    } else {
      for (const { line, command } of group) {
        await run(command, environment).catch((error: unknown) => {
          failures.push({ where: lines.at(line), error });
        });
      }
    }
  }
  return failures;
}

/** Neighbouring changes together, as many as one datagram takes; each other rule alone. */
function* groupsOf(rules: readonly Rule[]): Generator<readonly Rule[]> {
  for (let start = 0, end = 0; start < rules.length; start = end) {
    do end += 1;
    while (
      end < rules.length &&
      end - start < BATCH_SIZE &&
      isPlainChange(rules[end - 1]) &&
      isPlainChange(rules[end])
    );
    yield rules.slice(start, end);
  }
}

/** A change about which the kernel's reply says everything. */
const isPlainChange = (rule: Rule | undefined): rule is DescribingRule =>
  rule?.command.type === 'change' && !rule.command.exist;

/** Makes changes, and returns those that failed. */
async function sendChanges(
  rules: readonly DescribingRule[],
  lines: Lines,
  { client }: Environment,
): Promise<Failure[]> {
  const at = (index: number): number => rules[index]?.line ?? 0;
  const opened = await client();
  try {
    const refused = await opened.changeAll(rules.map(({ command }) => command.operation));
    return Array.from(refused, ([index, error]) => ({ where: lines.at(at(index)), error }));
  } catch (cause) {
    if (!(cause instanceof UnansweredError)) throw cause;
    const message = `${cause.message}: the outcome of this rule and of those up to line ${rules.at(-1)?.line} is unknown`;
    return [{ where: lines.at(at(0)), error: new CommandError(message, EXIT.changeFailed, { cause }) }];
  }
}

/** Bytes of a rule that an error repeats. */
const LONGEST_QUOTE = 200;

/** The lines of a text, for the errors that name one. */
class Lines {
  readonly #text: string;
  #lines: readonly string[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** `line 3: -A -t 10.0.0.1:80` */
  at(line: number): string {
    this.#lines ??= this.#text.split('\n');
    return `line ${line}: ${(this.#lines[line - 1] ?? '').trim().slice(0, LONGEST_QUOTE)}`;
  }
}
