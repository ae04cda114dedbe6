import {
  type Comparison,
  type ConvergeOptions,
  convergeBy,
  planOf,
  UnsettledError,
} from '../../ipvs/converge/converge.ts';
import { type OperationError, UnansweredError } from '../../ipvs/errors.ts';
import type { CommandOf } from '../../rules/command.ts';
import { operationLine, operationLines } from '../../rules/operation-line.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { comparerOf } from '../input/compare.ts';
import { failuresIn } from '../input/description.ts';
import { CommandError } from '../report/errors.ts';
import { requireNoFailures } from '../report/failures.ts';
import { withLock } from '../state/lock.ts';
import { Pending } from '../state/pending.ts';
import { prepareReturn, requireNonePending } from './confirm.ts';

const NO_RULES = 'no rules on standard input; to apply an empty table, give the rule -C';

/** A line that is neither empty nor a comment. */
const SAYS_SOMETHING = /^\s*[^\s#]/m;

/**
 * Makes the table equal to the rules of a file, changing only what differs.
 *
 * @returns whether a dry run would change something; `false` where the changes are made
 * @throws CommandError when the rules are invalid, and then nothing is changed, or when the kernel refuses some of them
 */
export async function apply(
  { file, dryRun, keepWeights, confirm }: CommandOf<'apply'>,
  environment: Environment,
): Promise<{ differs: boolean }> {
  const text = file === undefined ? environment.readInput() : environment.readFile(file);
  // A failed program that has written nothing into a pipe has not asked for an empty table.
  if (file === undefined && !SAYS_SOMETHING.test(text)) throw new CommandError(NO_RULES, EXIT.usage);
  const compare = comparerOf(text, environment);
  if (dryRun) {
    const comparison = await compare();
    const changes = await planOf(await environment.client(), comparison, { keepWeights });
    environment.write(operationLines(changes));
    return { differs: changes.length > 0 };
  }
  await withLock(environment, async () => {
    requireNonePending(new Pending(environment));
    if (confirm !== undefined) await prepareReturn(compare, { keepWeights }, confirm, environment);
    const refused = await makeTable(compare, { keepWeights }, environment);
    if (confirm !== undefined) environment.write(`taken back in ${confirm} s, unless by then: ipvsadm --confirm\n`);
    requireNoFailures(await failuresIn(text, environment.names, refused), EXIT.changeFailed);
  });
  return { differs: false };
}

/**
 * Makes the kernel's IPVS what is wanted.
 *
 * @returns what the kernel refuses
 * @throws CommandError that says what is known where the table is not what was wanted for another reason
 */
export const makeTable = (
  compare: () => Promise<Comparison>,
  options: ConvergeOptions,
  { client }: Environment,
): Promise<OperationError[]> => convergeBy(client, compare, options).catch(unfinished);

function unfinished(cause: unknown): never {
  if (cause instanceof UnsettledError) {
    const hint = cause.operation && `the last attempt began with ${operationLine(cause.operation)}`;
    throw new CommandError(cause.message, EXIT.changeFailed, { cause, hint });
  }
  if (cause instanceof UnansweredError) {
    const hint = 'safe to repeat: finished changes are kept';
    throw new CommandError(`${cause.message}: some changes may not have been made`, EXIT.changeFailed, { cause, hint });
  }
  throw cause;
}
