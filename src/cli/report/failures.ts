import type { OperationError } from '../../ipvs/errors.ts';
import { UsageError } from '../../rules/errors.ts';
import { operationLine } from '../../rules/operation-line.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from './errors.ts';
import { errorText, explain } from './wording.ts';

/** One failed item of many. */
export interface Failure {
  /** What failed, as `line 3: -A -t 10.0.0.1:80`. */
  readonly where: string;
  readonly error: unknown;
}

/**
 * Nothing where nothing failed.
 *
 * @throws CommandError with a line for each failure, followed by its hint
 * @throws the first error that dooms all others, as EPERM does
 */
export function requireNoFailures(failures: readonly Failure[], status: number): void {
  if (failures.length === 0) return;
  // The words of one item may turn out to be wrong, with the same status, when it is known what is there.
  const fatal = failures.find(
    ({ error }) => !(error instanceof UsageError) && explain(error).status === EXIT.startFailed,
  );
  if (fatal !== undefined) throw fatal.error;
  throw new CommandError(failures.map(failureText).join('\n'), status);
}

/**
 * Nothing where all changes were made.
 *
 * @throws as `requireNoFailures` does, with the line of each change that was not made
 */
export function requireAllMade(refused: Iterable<OperationError>): void {
  requireNoFailures(
    Array.from(refused, (error) => ({ where: operationLine(error.operation), error })),
    EXIT.changeFailed,
  );
}

function failureText({ where, error }: Failure): string {
  const { message, ...rest } = explain(error);
  return errorText({ ...rest, message: `${where}: ${message}` }).trimEnd();
}
