import { compareWhole } from '../../ipvs/converge/converge.ts';
import { UnansweredError } from '../../ipvs/errors.ts';
import { BATCH_SIZE } from '../../netlink/connection.ts';
import type { Command, CommandOf } from '../../rules/command.ts';
import type { Rule } from '../../rules/lines.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { failuresIn, readDescription } from '../input/description.ts';
import { checkedRules, checkRules } from '../input/rules.ts';
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
  const failures = clear ? await replaceTable(text, environment, run) : await runRules(text, environment, run);
  requireNoFailures(failures, EXIT.changeFailed);
}

/**
 * Makes the table what the rules describe. What is already right is not touched, and the table is never empty in between,
 * unless the rules hold other commands (-Z, -L): those expect the empty table of ipvsadm 1.31.
 */
async function replaceTable(text: string, environment: Environment, run: Run): Promise<Failure[]> {
  const { wanted, conflicts, others } = await readDescription(text, environment.names);
  if (others.length > 0) {
    await (await environment.client()).change({ type: 'flush' });
    return runRules(text, environment, run);
  }
  const compare = async () => compareWhole(await environment.client(), wanted);
  const refused = await makeTable(compare, { verify: false }, environment);
  return [...conflicts, ...(await failuresIn(text, environment.names, refused))];
}

/** Checks all rules of a text, and then runs them in order. Returns the failures. */
async function runRules(text: string, environment: Environment, run: Run): Promise<Failure[]> {
  await checkRules(text, environment.names);
  const failures: Failure[] = [];
  const lines = new Lines(text);
  for (const group of groupsOf(checkedRules(text, environment.names))) {
    if (group.every(isPlainChange)) {
      failures.push(...(await sendChanges(group, lines, environment)));
      continue;
    }
    for (const { line, command } of group) {
      await run(command, environment).catch((error: unknown) => {
        failures.push({ where: lines.at(line), error });
      });
    }
  }
  return failures;
}

/** Neighbouring changes together, as many as one datagram takes; each other rule alone. */
function* groupsOf(rules: Iterable<Rule>): Generator<readonly Rule[]> {
  let changes: Rule[] = [];
  for (const rule of rules) {
    const isPlain = isPlainChange(rule);
    if (isPlain) changes.push(rule);
    if (changes.length === BATCH_SIZE || (!isPlain && changes.length > 0)) {
      yield changes;
      changes = [];
    }
    if (!isPlain) yield [rule];
  }
  if (changes.length > 0) yield changes;
}

type Change = Rule & { readonly command: CommandOf<'change'> };

/** Whether it is a change about which the kernel's reply says everything. */
const isPlainChange = (rule: Rule): rule is Change => rule.command.type === 'change' && !rule.command.exist;

/** Makes changes, and returns those that failed. */
async function sendChanges(rules: readonly Change[], lines: Lines, { client }: Environment): Promise<Failure[]> {
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
