import { EXIT } from '../exit-status.ts';
import { describe, errorText } from './wording.ts';

/** Something among many that was done in vain: what, as `line 3: -A -t 10.0.0.1:80`, and why. */
export interface Failure {
  readonly where: string;
  readonly error: unknown;
}

/**
 * A line for each failure, and behind it a hint where there is one.
 *
 * @throws the first failure by which nothing of the others would be permitted either
 */
export function reportOf(failures: readonly Failure[]): string {
  return failures
    .map(({ where, error }) => {
      const description = describe(error);
      if (description.status === EXIT.startFailed) throw error;
      return errorText({ ...description, message: `${where}: ${description.message}` }).trimEnd();
    })
    .join('\n');
}
