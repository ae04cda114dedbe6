import { compareWhole } from '../../ipvs/converge/converge.ts';
import { OperationError } from '../../ipvs/errors.ts';
import { type KernelError, SocketError } from '../../netlink/errors.ts';
import type { Command, CommandOf } from '../../rules/command.ts';
import { type Rule, readRule } from '../../rules/lines.ts';
import type { Names } from '../../rules/names.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { Demand, isRequest } from '../input/requests.ts';
import { collectRules } from '../input/rules.ts';
import { type Changes, Steps } from '../input/steps.ts';
import { CommandError } from '../report/errors.ts';
import { type Failure, reportOf } from '../report/failures.ts';
import { makeWanted } from './apply.ts';

/** What runs one command: handed in, because running commands is what restores rules too. */
type Run = (command: Command, environment: Environment) => Promise<unknown>;

/**
 * Reads all rules from standard input, and only when every one is sound carries them out in order. A rule that the kernel
 * refuses does not keep the others from being tried.
 *
 * @throws CommandError with a line for each bad or refused rule
 */
export async function restore({ clear }: CommandOf<'restore'>, environment: Environment, run: Run): Promise<void> {
  const text = environment.readInput();
  const failures = await (clear ? replace(text, environment, run) : add(text, environment, run));
  if (failures.length > 0) throw new CommandError(reportOf(failures), EXIT.changeFailed);
}

async function add(text: string, environment: Environment, run: Run): Promise<Failure[]> {
  const steps = await collectRules(
    text,
    environment,
    () => new Steps(),
    (into, rule) => into.add(rule),
  );
  return carryOut(steps, new Lines(text, environment.names), environment, run);
}

/**
 * Leaves nothing else in the table. What is there already stays as it is, and the table is never empty; but for rules that do
 * something else than to say what is to be there: these get the empty table that they count on.
 */
async function replace(text: string, environment: Environment, run: Run): Promise<Failure[]> {
  const { demand, others } = await collectRules(
    text,
    environment,
    () => ({ demand: new Demand(), others: 0 }),
    (into, { command, line }) => {
      if (isRequest(command)) into.demand.add(command, line);
      else into.others += 1;
    },
  );
  if (others > 0) {
    await (await environment.client()).change({ type: 'flush' });
    return add(text, environment, run);
  }
  const compare = async () => compareWhole(await environment.client(), demand.wanted);
  const refused = await makeWanted(compare, text, { keepWeights: false, verify: false }, environment);
  return [...demand.misfits, ...refused];
}

/** Bytes of a rule that an error repeats. */
const LONGEST_RULE = 200;

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
    return `line ${line}: ${this.#line(line).trim().slice(0, LONGEST_RULE)}`;
  }

  /** What a refused change has asked for, read again. */
  refusal(line: number, cause: KernelError): Error {
    const command = readRule(this.#line(line), this.#names);
    return command?.type === 'change' ? new OperationError(command.operation, cause) : cause;
  }

  #line(line: number): string {
    this.#lines ??= this.#text.split('\n');
    return this.#lines[line - 1] ?? '';
  }
}

/** Carries rules out in order. */
async function carryOut(
  steps: Iterable<Changes | Rule>,
  lines: Lines,
  environment: Environment,
  run: Run,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const step of steps) {
    if ('batch' in step) {
      failures.push(...(await makeChanges(step, lines, environment)));
    } else {
      await run(step.command, environment).catch((error: unknown) => {
        failures.push({ where: lines.at(step.line), error });
      });
    }
  }
  return failures;
}

/** Makes changes, and answers those that failed. */
async function makeChanges(
  { batch, lines: places }: Changes,
  lines: Lines,
  { client }: Environment,
): Promise<Failure[]> {
  const place = (index: number): number => places[index] ?? 0;
  const opened = await client();
  try {
    const refused = await opened.applyBatch(batch);
    return Array.from(refused, ([index, cause]) => {
      const line = place(index);
      return { where: lines.at(line), error: lines.refusal(line, cause) };
    });
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    const unknown = `${error.message}: what became of it, and of all up to line ${places.at(-1)}, is not known`;
    return [{ where: lines.at(place(0)), error: new CommandError(unknown, EXIT.changeFailed, { cause: error }) }];
  }
}
