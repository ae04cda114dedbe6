import { constants } from 'node:os';
import { Wanted } from '../../ipvs/converge/wanted.ts';
import { OperationError } from '../../ipvs/errors.ts';
import type { Operation } from '../../ipvs/model.ts';
import type { JsonChange } from '../../json/read.ts';
import { KernelError } from '../../netlink/errors.ts';
import type { Command, CommandOf } from '../../rules/command.ts';
import { operationLine } from '../../rules/operation-line.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from '../report/errors.ts';
import type { Failure } from '../report/failures.ts';
import { collectRules } from './rules.ts';

/** A change that is asked for. */
export interface Request {
  readonly operation: Operation;
  /** Fine where it is done already. */
  readonly exist?: boolean;
}

/** Where something is asked for: a line, or a path as `services[0]`. */
export type Place = number | string;

/** The words for it are made for what fails, and not for a hundred thousand rules that do not. */
export const placeText = (place: Place): string => (typeof place === 'number' ? `line ${place}` : place);

/** Whether a command is one of those that say what is to be there. */
export const isRequest = (command: Command): command is CommandOf<'change'> =>
  command.type === 'change' && command.operation.type !== 'zero';

/**
 * What becomes of the requests of a file: rules, or the JSON of a listing, which begins with a brace.
 *
 * @param begin makes what the requests go into: again where hosts had to be looked up
 * @param take puts one request there
 * @throws CommandError with a line for whatever is wrong
 */
export async function collectRequests<T>(
  text: string,
  environment: Pick<Environment, 'names'>,
  begin: () => T,
  take: (into: T, request: Request, place: Place) => void,
): Promise<T> {
  if (text.trimStart().startsWith('{')) {
    const into = begin();
    for (const request of await readJsonRequests(text)) take(into, request, request.where);
    return into;
  }
  const { into, others } = await collectRules(
    text,
    environment,
    () => ({ into: begin(), others: [] as number[] }),
    ({ into, others }, { command, line }) => {
      if (isRequest(command)) take(into, command, line);
      else others.push(line);
    },
  );
  if (others.length === 0) return into;
  throw new CommandError(
    others.map((line) => `line ${line}: rules that are applied say what is to be there, and nothing else`).join('\n'),
    EXIT.usage,
  );
}

/** The schema and the library that it is made with are read when there is something to be checked with them. */
async function readJsonRequests(text: string): Promise<JsonChange[]> {
  const { readJson, JsonError } = await import('../../json/read.ts');
  try {
    return readJson(text);
  } catch (cause) {
    throw cause instanceof JsonError ? new CommandError(cause.message, EXIT.usage, { cause }) : cause;
  }
}

/** What requests come to, taken one after the other. Of themselves nothing is kept: there may be a hundred thousand. */
export class Demand {
  readonly wanted = new Wanted();
  /** Those that contradict others. */
  readonly misfits: Failure[] = [];

  add({ operation, exist }: Request, place: Place): void {
    const code = this.wanted.carryOut(operation);
    if (code === undefined || (exist && this.wanted.has(operation))) return;
    const error = new OperationError(operation, new KernelError(constants.errno[code]));
    this.misfits.push({ where: `${placeText(place)}: ${operationLine(operation)}`, error });
  }
}
