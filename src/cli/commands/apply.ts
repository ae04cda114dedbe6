import { type ConvergeOptions, converge, plan, UnsettledError } from '../../ipvs/converge/converge.ts';
import type { Table } from '../../ipvs/converge/table.ts';
import type { Wanted } from '../../ipvs/converge/wanted.ts';
import { type OperationError, UnansweredError } from '../../ipvs/errors.ts';
import { KernelError } from '../../netlink/errors.ts';
import type { CommandOf } from '../../rules/command.ts';
import { operationLine } from '../../rules/operation-line.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { failuresAt, isJson, type PlacedOperation, readOperations, wantedBy } from '../input/operations.ts';
import { CommandError } from '../report/errors.ts';
import { requireNoFailures } from '../report/failures.ts';
import { readTable, type TableBeside } from './compare-save.ts';

const NO_RULES = 'no rules on standard input; to apply an empty table, give the rule -C';

/** A line that is neither empty nor a comment. */
const SAYS_SOMETHING = /^\s*[^\s#]/m;

/**
 * Makes the table equal to the rules of a file, changing only what differs.
 *
 * @returns whether something differed
 * @throws CommandError when the rules are invalid, and then nothing is changed, or when the kernel refuses some of them
 */
export async function apply(
  { file, dryRun, keepWeights }: CommandOf<'apply'>,
  environment: Environment,
): Promise<{ differs: boolean }> {
  const text = file === undefined ? environment.readInput() : environment.readFile(file);
  // A failed program that has written nothing into a pipe has not asked for an empty table.
  if (file === undefined && !SAYS_SOMETHING.test(text)) throw new CommandError(NO_RULES, EXIT.usage);
  const before = await readTableEarly(text, environment);
  if (before?.isSaved) return { differs: false };
  const operations = await readOperations(text, environment.names);
  const { wanted, conflicts } = wantedBy(operations);
  requireNoFailures(conflicts, EXIT.usage);
  const { table: current } = before ?? (await readTable(await environment.client(), text));
  requireServices(text, operations, current);
  if (dryRun) {
    const changes = await plan(await environment.client(), wanted, { keepWeights, current });
    environment.write(changes.map((operation) => `${operationLine(operation)}\n`).join(''));
    return { differs: changes.length > 0 };
  }
  const refused = await makeTable(wanted, { keepWeights, current }, environment);
  requireNoFailures(failuresAt(operations, refused), EXIT.changeFailed);
  return { differs: refused.length > 0 };
}

/**
 * The kernel's table, before the rules are read. Invalid rules are reported before a missing module is loaded, and before
 * the kernel's refusal to tell its table: in both cases it is read later.
 */
async function readTableEarly(text: string, { client, hasIpvs }: Environment): Promise<TableBeside | undefined> {
  if (!hasIpvs()) return undefined;
  try {
    return await readTable(await client(), text);
  } catch (error) {
    if (error instanceof KernelError) return undefined;
    throw error;
  }
}

/** Rules that add no service are more likely a file gone wrong than a wish to delete all services. */
function requireServices(text: string, operations: readonly PlacedOperation[], current: Table): void {
  if (current.size === 0 || isJson(text)) return;
  if (operations.some(({ operation: { type } }) => type === 'add-service' || type === 'flush')) return;
  const services = current.size === 1 ? 'the one service' : `all ${current.size} services`;
  throw new CommandError(`no rule adds a service: this would delete ${services} of the table`, EXIT.usage, {
    hint: 'to apply an empty table, give the rule -C',
  });
}

/**
 * Makes the kernel's IPVS what is wanted.
 *
 * @returns what the kernel refuses
 * @throws CommandError that says what is known where the table is not what was wanted for another reason
 */
export async function makeTable(
  wanted: Wanted,
  options: ConvergeOptions,
  environment: Environment,
): Promise<OperationError[]> {
  return converge(await environment.client(), wanted, options).catch(unfinished);
}

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
