/**
 * `unparsable` is an option that cannot be read at all: unknown, without its value, or with one that it does not
 * take.
 */
export type UsageErrorKind = 'usage' | 'unparsable';

/** A command that breaks ipvsadm's language. The message is the line that ipvsadm 1.31 prints. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
  /** ipvsadm 1.31 ends with another status for each kind. */
  readonly kind: UsageErrorKind;
  /** What to do instead, for a line of its own. */
  readonly hint: string | undefined;

  constructor(message: string, { kind = 'usage', hint }: { kind?: UsageErrorKind; hint?: string | undefined } = {}) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }
}

/** Words without a command. The message always names ipvsadm: scripts match error lines. */
export class NoCommandError extends UsageError {
  /** The first word, where it is not an option. */
  readonly word: string | undefined;

  constructor([first]: readonly string[]) {
    // The arrow begins the line of a real server in a listing.
    const word = first?.startsWith('-') && first !== '->' ? undefined : first;
    super("Try `ipvsadm -h' or 'ipvsadm --help' for more information.", {
      kind: 'unparsable',
      hint: word === undefined ? undefined : `${word} is not a command`,
    });
    this.word = word;
  }
}

/** What to do about text that is, or was meant to be, an IPv6 address, and is not understood as it was meant. */
export const ipv6Hint = (text: string): string | undefined =>
  /^\[|^[0-9a-f]*:[0-9a-f]*:/i.test(text)
    ? 'an IPv6 address has brackets with a port, [2001:db8::1]:80, and none without'
    : undefined;
