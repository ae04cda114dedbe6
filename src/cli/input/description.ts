import { constants } from 'node:os';
import { Wanted } from '../../ipvs/converge/wanted.ts';
import { OperationError } from '../../ipvs/errors.ts';
import { destinationId, serviceId } from '../../ipvs/key.ts';
import type { Operation } from '../../ipvs/model.ts';
import { KernelError } from '../../netlink/errors.ts';
import type { Command, CommandOf } from '../../rules/command.ts';
import { type RuleError, readRules } from '../../rules/lines.ts';
import { operationLine } from '../../rules/operation-line.ts';
import { EXIT } from '../exit-status.ts';
import type { SystemNames } from '../names/system-names.ts';
import { CommandError } from '../report/errors.ts';
import type { Failure } from '../report/failures.ts';
import { requireNoErrors } from './rules.ts';

/** A change that a text asks for, and where: the number of a line, or a path of JSON as `services[0]`. */
interface PlacedOperation {
  readonly place: number | string;
  readonly operation: Operation;
  /** Succeed where it is done already. */
  readonly exist?: boolean;
}

/** The table that a text describes: rules, or the JSON of a listing. Of the single operations nothing is kept. */
export class Description {
  readonly wanted = new Wanted();
  /** Operations that contradict earlier ones. */
  readonly conflicts: Failure[] = [];
  /** Lines of rules that describe nothing: they list the table, zero its counters, or edit what is there. */
  readonly others: number[] = [];
  /** Whether the text says which services there are: it adds one, clears the table, or is JSON. */
  saysServices = false;

  add({ place, operation, exist }: PlacedOperation): void {
    if (operation.type === 'add-service' || operation.type === 'flush') this.saysServices = true;
    const code = this.wanted.add(operation);
    if (code === undefined || (exist && this.wanted.has(operation))) return;
    this.conflicts.push(failureAt(place, new OperationError(operation, new KernelError(constants.errno[code]))));
  }
}

/**
 * Reads what a text describes.
 *
 * @throws CommandError with a line for each bad rule, or each bad path of JSON
 */
export async function readDescription(text: string, names: SystemNames): Promise<Description> {
  if (isJson(text)) {
    const description = new Description();
    description.saysServices = true;
    for (const placed of await readJsonOperations(text)) description.add(placed);
    return description;
  }
  const { description, errors } = await names.readWith(() => describeRules(text, names));
  requireNoErrors(errors, names);
  return description;
}

/** Reads what rules describe, with errors collected. Call it by `names.readWith`. */
export function describeRules(text: string, names: SystemNames): { description: Description; errors: RuleError[] } {
  const description = new Description();
  const errors: RuleError[] = [];
  for (const one of readRules(text, names)) {
    if ('error' in one) errors.push(one);
    else if (isDescribing(one.command)) description.add({ place: one.line, ...one.command });
    else description.others.push(one.line);
  }
  return { description, errors };
}

const isDescribing = (command: Command): command is CommandOf<'change'> =>
  command.type === 'change' && command.operation.type !== 'zero';

/** JSON begins with a brace, as no rule does. */
const isJson = (text: string): boolean => text.trimStart().startsWith('{');

/** The schema, and the library that it is made with, are loaded only when there is JSON. */
async function readJsonOperations(text: string): Promise<PlacedOperation[]> {
  const { readJson, JsonError } = await import('../../json/read.ts');
  try {
    return readJson(text);
  } catch (cause) {
    throw cause instanceof JsonError ? new CommandError(cause.message, EXIT.usage, { cause }) : cause;
  }
}

/**
 * Refused operations, each with the last place of the text that asks for the same thing. The text is read again for
 * that.
 */
export async function failuresIn(
  text: string,
  names: SystemNames,
  refused: readonly OperationError[],
): Promise<Failure[]> {
  if (refused.length === 0) return [];
  const places = new Map<string, PlacedOperation['place']>();
  if (isJson(text)) {
    for (const { operation, place } of await readJsonOperations(text)) places.set(subjectOf(operation), place);
  } else {
    for (const one of readRules(text, names)) {
      if ('command' in one && isDescribing(one.command)) places.set(subjectOf(one.command.operation), one.line);
    }
  }
  return refused.map((error) => failureAt(places.get(subjectOf(error.operation)), error));
}

function failureAt(place: PlacedOperation['place'] | undefined, error: OperationError): Failure {
  const line = operationLine(error.operation);
  if (place === undefined) return { where: line, error };
  return { where: `${typeof place === 'number' ? `line ${place}` : place}: ${line}`, error };
}

/** Text that is the same for operations on the same thing. */
function subjectOf(operation: Operation): string {
  if ('service' in operation) return serviceId(operation.service.key);
  if ('daemon' in operation) return operation.daemon.state;
  if ('destination' in operation) return `${serviceId(operation.key)} ${destinationId(operation.destination)}`;
  return operation.type;
}
