/** Exit statuses of ipvsadm 1.31 for what is wrong with a command line. */
export const USAGE_STATUS = 2;
/** An option that cannot be parsed at all: unknown, without its value, or with one it does not take. */
export const UNPARSABLE_STATUS = 255;

/** A command that breaks ipvsadm's language. The message is the line that ipvsadm 1.31 prints. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Exit status that belongs to the message. */
  readonly status: number;
  /** What to do instead, for a line of its own. */
  readonly hint: string | undefined;

  constructor(message: string, status = USAGE_STATUS, hint?: string) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

/** What to do about an address that is IPv6, or was meant to be, and is not understood as it was meant. */
export const ipv6Hint = (text: string): string | undefined =>
  /^\[|^[0-9a-f]*:[0-9a-f]*:/i.test(text)
    ? 'an IPv6 address has brackets with a port, [2001:db8::1]:80, and none without'
    : undefined;
