import {
  type Comparison,
  type ConvergeOptions,
  converge,
  planFor,
  UnsettledError,
} from '../../ipvs/converge/converge.ts';
import { UnansweredError } from '../../ipvs/errors.ts';
import { destinationId, serviceId } from '../../ipvs/key.ts';
import type { Operation } from '../../ipvs/model.ts';
import type { CommandOf } from '../../rules/command.ts';
import { operationLine } from '../../rules/operation-line.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { comparerOf } from '../input/compare-rules.ts';
import { collectRequests, type Place, placeText, type Request } from '../input/requests.ts';
import { CommandError } from '../report/errors.ts';
import { type Failure, reportOf } from '../report/failures.ts';
import { describe } from '../report/wording.ts';

const NO_RULES = 'no rules on standard input: the rule -C says that none are wanted';

/** A line that is neither empty nor a comment. */
const SAYS_SOMETHING = /^\s*[^\s#]/m;

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
    throw new CommandError(message, status === EXIT.listingFailed ? EXIT.changeFailed : status, { cause: error, hint });
  }
}

async function compareOrMake(
  { file, dryRun, keepWeights }: CommandOf<'apply'>,
  environment: Environment,
): Promise<number> {
  const text = file === undefined ? environment.readInput() : environment.readFile(file);
  // What a failed program has not written to a pipe is not a table without rules.
  if (file === undefined && !SAYS_SOMETHING.test(text)) throw new CommandError(NO_RULES, EXIT.usage);
  const compare = comparerOf(text, environment);
  if (dryRun) {
    const comparison = await compare();
    const operations = await planFor(await environment.client(), comparison, { keepWeights });
    environment.write(operations.map((operation) => `${operationLine(operation)}\n`).join(''));
    return operations.length === 0 ? 0 : EXIT.differs;
  }
  const failures = await makeWanted(compare, text, { keepWeights, verify: true }, environment);
  if (failures.length > 0) throw new CommandError(reportOf(failures), EXIT.changeFailed);
  return 0;
}

/** Makes the kernel's IPVS what the requests of a text want, and answers what it refuses by where that was asked for. */
export async function makeWanted(
  compare: () => Promise<Comparison>,
  text: string,
  options: ConvergeOptions,
  environment: Environment,
): Promise<Failure[]> {
  const refused = await converge(environment.client, compare, options).catch(unfinished);
  if (refused.length === 0) return [];
  const places = await collectRequests(text, environment, () => new Map<string, Place>(), addPlace);
  return refused.map((error) => {
    const line = operationLine(error.operation);
    const place = places.get(subjectOf(error.operation));
    return { where: place === undefined ? line : `${placeText(place)}: ${line}`, error };
  });
}

const addPlace = (places: Map<string, Place>, { operation }: Request, place: Place): void => {
  places.set(subjectOf(operation), place);
};

/** Says what is known where the table is not what was wanted, and not because of what was wanted. */
function unfinished(cause: unknown): never {
  if (cause instanceof UnsettledError) {
    const hint = cause.operation && `the last attempt began with ${operationLine(cause.operation)}`;
    throw new CommandError(cause.message, EXIT.changeFailed, { cause, hint });
  }
  if (cause instanceof UnansweredError) {
    const hint = 'to do it again is safe: what is done already stays as it is';
    throw new CommandError(`${cause.message}: some changes may not be made`, EXIT.changeFailed, { cause, hint });
  }
  throw cause;
}

/** Text that is the same for operations on the same thing. */
function subjectOf(operation: Operation): string {
  if ('service' in operation) return serviceId(operation.service.key);
  if ('daemon' in operation) return operation.daemon.state;
  if ('destination' in operation) return `${serviceId(operation.key)} ${destinationId(operation.destination)}`;
  return operation.type;
}
