import { UnansweredError } from '../ipvs/errors.ts';
import type { Operation } from '../ipvs/operations.ts';
import type { CommandOf } from '../rules/command.ts';
import type { Rule } from '../rules/lines.ts';
import { makeWanted } from './apply.ts';
import { CHANGE_STATUS, CommandError } from './errors.ts';
import { type Failure, reportOf } from './failures.ts';
import { requestsOf, resolveRequests } from './requests.ts';
import { soundRules } from './rules.ts';
import { type Environment, run } from './run.ts';

/**
 * Reads all rules from standard input, and only when every one is sound carries them out in order. A rule that the kernel
 * refuses does not keep the others from being tried.
 *
 * Where nothing else is to be left in the table, what is there already stays as it is, and the table is never empty; but
 * for rules that do something else than to say what is to be there: these get the empty table that they count on.
 *
 * @throws CommandError with a line for each bad or refused rule
 */
export async function restore({ clear }: CommandOf<'restore'>, environment: Environment): Promise<void> {
  const text = environment.readInput();
  const rules = await soundRules(text, environment);
  const requests = clear ? requestsOf(rules) : undefined;
  const failures: Failure[] = [];
  if (requests !== undefined) {
    const { wanted, misfits } = resolveRequests(requests);
    const refused = await makeWanted(requests, wanted, { keepWeights: false, verify: false }, environment);
    failures.push(...misfits, ...refused);
  } else {
    if (clear) await (await environment.client()).apply({ type: 'flush' });
    failures.push(...(await carryOut(rules, new Lines(text), environment)));
  }
  if (failures.length > 0) throw new CommandError(reportOf(failures), CHANGE_STATUS);
}

/** Bytes of a rule that an error repeats. */
const LONGEST_RULE = 200;

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
    return `line ${line}: ${this.#lines[line - 1]?.trim().slice(0, LONGEST_RULE)}`;
  }
}

interface LineChange {
  readonly line: number;
  readonly operation: Operation;
}

/** Most changes that are read before they are made: two datagrams full, so that little is kept. */
const MOST_CHANGES = 256;

/** Carries rules out in order, neighbouring changes in batches. */
async function carryOut(rules: Iterable<Rule>, lines: Lines, environment: Environment): Promise<Failure[]> {
  const failures: Failure[] = [];
  let changes: LineChange[] = [];
  const flush = async (): Promise<void> => {
    const batch = changes;
    changes = [];
    if (batch.length > 0) failures.push(...(await applyLines(batch, lines, environment)));
  };
  for (const { line, command } of rules) {
    if (command.type === 'change' && !command.exist) {
      if (changes.push({ line, operation: command.operation }) === MOST_CHANGES) await flush();
      continue;
    }
    await flush();
    await run(command, environment).catch((error: unknown) => {
      failures.push({ where: lines.at(line), error });
    });
  }
  await flush();
  return failures;
}

/** Makes changes, and answers those that failed. */
async function applyLines(changes: readonly LineChange[], lines: Lines, { client }: Environment): Promise<Failure[]> {
  const where = (index: number): string => lines.at(changes[index]?.line ?? 0);
  const failed = (refused: ReadonlyMap<number, Error>): Failure[] =>
    Array.from(refused, ([index, error]) => ({ where: where(index), error }));
  try {
    return failed(await (await client()).applyAll(changes.map(({ operation }) => operation)));
  } catch (error) {
    if (!(error instanceof UnansweredError)) throw error;
    const unknown = `${error.message}: what became of it, and of all up to line ${changes.at(-1)?.line}, is not known`;
    return [...failed(error.refused), { where: where(error.first), error: new CommandError(unknown, CHANGE_STATUS) }];
  }
}
