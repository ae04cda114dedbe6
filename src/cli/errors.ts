/** A command was understood but failed. The message is what is printed, a line or two; the status is what main exits with. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Exit statuses of ipvsadm 1.31 for what fails after the command line was understood. */
export const STARTUP_STATUS = 2;
export const CHANGE_STATUS = 255;
export const LISTING_STATUS = 1;
