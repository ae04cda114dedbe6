import { constants } from 'node:os';
import { Wanted } from '../../ipvs/converge/wanted.ts';
import { OperationError } from '../../ipvs/errors.ts';
import { destinationId, serviceId } from '../../ipvs/key.ts';
import type { Operation } from '../../ipvs/model.ts';
import { KernelError } from '../../netlink/errors.ts';
import type { Command, CommandOf } from '../../rules/command.ts';
import type { Rule } from '../../rules/lines.ts';
import { operationLine } from '../../rules/operation-line.ts';
import { EXIT } from '../exit-status.ts';
import type { SystemNames } from '../names/system-names.ts';
import { CommandError } from '../report/errors.ts';
import type { Failure } from '../report/failures.ts';
import { requireRules } from './rules.ts';

/** A change that a text asks for, and where: the number of a line, or a path of JSON as `services[0]`. */
export interface PlacedOperation {
  readonly place: number | string;
  readonly operation: Operation;
  /** Succeed where it is done already. */
  readonly exist?: boolean;
}

/** A rule that describes the table: the others list it, or zero its counters. */
export type DescribingRule = Rule & { readonly command: CommandOf<'change'> };

export const isDescribing = (rule: Rule): rule is DescribingRule => describes(rule.command);

const describes = (command: Command): boolean => command.type === 'change' && command.operation.type !== 'zero';

export const placedOperation = ({ line, command: { operation, exist } }: DescribingRule): PlacedOperation => ({
  place: line,
  operation,
  exist,
});

/** Whether a text is JSON: that begins with a brace, as no rule does. */
export const isJson = (text: string): boolean => text.trimStart().startsWith('{');

/**
 * The operations that describe a table: rules, or the JSON of a listing.
 *
 * @throws CommandError with a line for whatever is wrong
 */
export async function readOperations(text: string, names: SystemNames): Promise<PlacedOperation[]> {
  if (isJson(text)) return readJsonOperations(text);
  const rules = await requireRules(text, names);
  const others = rules.filter((rule) => !isDescribing(rule));
  if (others.length === 0) return rules.filter(isDescribing).map(placedOperation);
  throw new CommandError(
    others
      .map(({ line }) => `line ${line}: only rules that describe the table can be applied, not listings or -Z`)
      .join('\n'),
    EXIT.usage,
  );
}

/** The schema, and the library that it is made with, are loaded only when there is JSON. */
async function readJsonOperations(text: string): Promise<PlacedOperation[]> {
  const { readJson, JsonError } = await import('../../json/read.ts');
  try {
    return readJson(text);
  } catch (cause) {
    throw cause instanceof JsonError ? new CommandError(cause.message, EXIT.usage, { cause }) : cause;
  }
}

/** What operations come to on an empty table, and those that contradict earlier ones. */
export function wantedBy(operations: readonly PlacedOperation[]): { wanted: Wanted; conflicts: Failure[] } {
  const wanted = new Wanted();
  const conflicts: Failure[] = [];
  for (const { place, operation, exist } of operations) {
    const code = wanted.add(operation);
    if (code === undefined || (exist && wanted.has(operation))) continue;
    const error = new OperationError(operation, new KernelError(constants.errno[code]));
    conflicts.push(failureAt(place, error));
  }
  return { wanted, conflicts };
}

/** Refused operations, each with the place that asked for the same thing, where there is one. */
export function failuresAt(operations: readonly PlacedOperation[], refused: readonly OperationError[]): Failure[] {
  if (refused.length === 0) return [];
  const places = new Map(operations.map(({ operation, place }) => [subjectOf(operation), place]));
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
