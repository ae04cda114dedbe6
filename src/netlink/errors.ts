import { constants } from 'node:os';

/** Name of an errno, as in errno(3): 3 is `ESRCH`. One that the runtime does not know is `errno 999`. */
export function errnoName(errno: number): string {
  // Where two names share a number, as EAGAIN and EWOULDBLOCK, the usual one stands first.
  const numbers: Readonly<Record<string, number>> = constants.errno;
  for (const name in numbers) if (numbers[name] === errno) return name;
  return `errno ${errno}`;
}

/** The kernel answered a request with an errno (NLMSG_ERROR, or the errno inside NLMSG_DONE). */
export class KernelError extends Error {
  override readonly name = 'KernelError';
  /** errno as a positive number: 3 for ESRCH. */
  readonly errno: number;
  /** Name of the errno: `ESRCH`. */
  readonly code: string;

  constructor(errno: number) {
    const code = errnoName(errno);
    super(`the kernel answered ${code}`);
    this.errno = errno;
    this.code = code;
  }
}

/** A datagram breaks netlink's rules: a length that does not fit, a missing attribute, a truncated message. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/**
 * The socket failed under a request: it could not be opened or written, answers were lost (`ENOBUFS`), or none came in
 * time (`ETIMEDOUT`). For a change this means that its outcome is unknown.
 */
export class SocketError extends Error {
  override readonly name: string = 'SocketError';
  /** Name of the errno: `ETIMEDOUT`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The code of an error of the system: `ENOENT`. Absent where an error has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** A failure of Node or of the package netlink as a SocketError with its code; `EIO` if it has none. */
export function asSocketError(cause: unknown): SocketError {
  return new SocketError(codeOf(cause) ?? 'EIO', cause instanceof Error ? cause.message : String(cause), { cause });
}

/** A generic netlink family is not registered: the module that brings it is not loaded. */
export class FamilyNotFoundError extends Error {
  override readonly name = 'FamilyNotFoundError';
  readonly family: string;

  constructor(family: string) {
    super(`the kernel has no generic netlink family ${family}`);
    this.family = family;
  }
}
