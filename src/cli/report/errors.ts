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

/** Exit statuses of ipvsadm 1.31 for what fails after the command line was understood. */
export const STARTUP_STATUS = 2;
export const CHANGE_STATUS = 255;
export const LISTING_STATUS = 1;
