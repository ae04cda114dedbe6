import { compareWhole } from '../../ipvs/converge/converge.ts';
import { OperationError } from '../../ipvs/errors.ts';
import { type KernelError, SocketError } from '../../netlink/errors.ts';
import type { Command, CommandOf } from '../../rules/command.ts';
import { readRule } from '../../rules/lines.ts';
import type { Names } from '../../rules/names.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { type RuleBatch, readBatches } from '../input/batches.ts';
import { failuresIn, readDescription } from '../input/description.ts';
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
 * Makes the table what the rules describe. What is already right is not touched, and the table is never empty in
 * between, unless the rules hold other commands (-Z, -L): those expect the empty table of ipvsadm 1.31.
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

/** Reads all rules of a text, and only then carries them out, in order. Returns the failures. */
async function runRules(text: string, environment: Environment, run: Run): Promise<Failure[]> {
  const failures: Failure[] = [];
  const lines = new Lines(text, environment.names);
  for (const part of await readBatches(text, environment.names)) {
    if ('batch' in part) {
      failures.push(...(await sendBatch(part, lines, environment)));
      continue;
    }
    await run(part.command, environment).catch((error: unknown) => {
      failures.push({ where: lines.at(part.line), error });
    });
  }
  return failures;
}

/** Makes changes, and returns those that failed. */
async function sendBatch(
  { batch, lines: numbers }: RuleBatch,
  lines: Lines,
  { client }: Environment,
): Promise<Failure[]> {
  const numberOf = (index: number): number => numbers[index] ?? 0;
  const opened = await client();
  try {
    const refused = await opened.sendBatch(batch);
    return Array.from(refused, ([index, cause]) => {
      const line = numberOf(index);
      return { where: lines.at(line), error: lines.refusal(line, cause) };
    });
  } catch (cause) {
    if (!(cause instanceof SocketError)) throw cause;
    const message = `${cause.message}: the outcome of this rule and of those up to line ${numbers.at(-1)} is unknown`;
    return [{ where: lines.at(numberOf(0)), error: new CommandError(message, EXIT.changeFailed, { cause }) }];
  }
}

/** Bytes of a rule that an error repeats. */
const LONGEST_QUOTE = 200;

/** The lines of a text, for the errors that name one. */
class Lines {
  readonly #text: string;
  readonly #names: Names;
  #lines: readonly string[] | undefined;

  constructor(text: string, names: Names) {
    this.#text = text;
    this.#names = names;
  }

  /** `line 3: -A -t 10.0.0.1:80` */
  at(line: number): string {
    return `line ${line}: ${this.#line(line).trim().slice(0, LONGEST_QUOTE)}`;
  }

  /** The refusal of what a line asks for, which is read again. */
  refusal(line: number, cause: KernelError): Error {
    const command = readRule(this.#line(line), this.#names);
    return command?.type === 'change' ? new OperationError(command.operation, cause) : cause;
  }

  #line(line: number): string {
    this.#lines ??= this.#text.split('\n');
    return this.#lines[line - 1] ?? '';
  }
}
