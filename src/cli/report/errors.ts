import { codeOf } from '../../netlink/errors.ts';
import { EXIT } from '../exit-status.ts';

/** A command was understood but failed. The message is what is printed; the status is what main exits with. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly status: number;
  /** What to do about it, for a line of its own. */
  readonly hint: string | undefined;

  constructor(
    message: string,
    status: number,
    { hint, ...options }: ErrorOptions & { hint?: string | undefined } = {},
  ) {
    super(message, options);
    this.status = status;
    this.hint = hint;
  }
}

/**
 * A file or a stream that cannot be used.
 *
 * @param what as in `read FILE`, `write to standard output`
 */
export const cannot = (what: string, cause: unknown): CommandError =>
  new CommandError(`cannot ${what}: ${codeOf(cause) ?? cause}`, EXIT.listingFailed, { cause });
