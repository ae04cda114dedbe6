import { type ConvergeOptions, converge, planFor, UnsettledError } from '../ipvs/converge.ts';
import type { Operation } from '../ipvs/operations.ts';
import type { Wanted } from '../ipvs/wanted.ts';
import type { CommandOf } from '../rules/command.ts';
import { USAGE_STATUS } from '../rules/errors.ts';
import { operationLine } from '../rules/operation-line.ts';
import { CHANGE_STATUS, CommandError, LISTING_STATUS } from './errors.ts';
import { type Failure, reportOf } from './failures.ts';
import { type Request, readRequests, resolveRequests } from './requests.ts';
import type { Environment } from './run.ts';
import { describe } from './wording.ts';

/** Status of a dry run that would change something, as of diff(1). */
const DIFFERS_STATUS = 1;

/**
 * Makes the table equal to the rules of a file, changing only what differs.
 *
 * @returns the status to exit with
 * @throws CommandError when the rules are unsound, and then nothing is changed, or when the kernel refuses some of them
 */
export async function apply(command: CommandOf<'apply'>, environment: Environment): Promise<number> {
  try {
    return await compareOrMake(command, environment);
  } catch (error) {
    const { message, hint, status } = describe(error);
    // A dry run that says "differs" must be a dry run that has looked.
    throw new CommandError(message, status === LISTING_STATUS ? CHANGE_STATUS : status, { cause: error, hint });
  }
}

async function compareOrMake(
  { file, dryRun, keepWeights }: CommandOf<'apply'>,
  environment: Environment,
): Promise<number> {
  const text = file === undefined ? environment.readInput() : environment.readFile(file);
  const requests = await readRequests(text, environment);
  const { wanted, misfits } = resolveRequests(requests);
  if (misfits.length > 0) throw new CommandError(reportOf(misfits), USAGE_STATUS);
  if (dryRun) {
    const operations = await planFor(await environment.client(), wanted, { keepWeights });
    environment.write(operations.map((operation) => `${operationLine(operation)}\n`).join(''));
    return operations.length === 0 ? 0 : DIFFERS_STATUS;
  }
  const failures = await makeWanted(requests, wanted, { keepWeights, verify: true }, environment);
  if (failures.length > 0) throw new CommandError(reportOf(failures), CHANGE_STATUS);
  return 0;
}

/** Makes the kernel's IPVS what is wanted, and answers what it refuses by where that was asked for. */
export async function makeWanted(
  requests: readonly Request[],
  wanted: Wanted,
  options: ConvergeOptions,
  { client }: Pick<Environment, 'client'>,
): Promise<Failure[]> {
  const refused = await converge(await client(), wanted, options).catch((cause: unknown) => {
    throw cause instanceof UnsettledError ? new CommandError(cause.message, CHANGE_STATUS, { cause }) : cause;
  });
  if (refused.length === 0) return [];
  const places = new Map<unknown, string>();
  for (const { where, operation } of requests) places.set(subjectOf(operation), where);
  return refused.map((error) => {
    const line = operationLine(error.operation);
    const where = places.get(subjectOf(error.operation));
    return { where: where === undefined ? line : `${where}: ${line}`, error };
  });
}

/** What an operation makes: the very object that was asked for. */
function subjectOf(operation: Operation): unknown {
  if ('service' in operation) return operation.service;
  if ('daemon' in operation) return operation.daemon;
  return 'destination' in operation ? operation.destination : operation;
}
