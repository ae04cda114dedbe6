import { type KernelError, SocketError } from '../netlink/errors.ts';
import type { Operation } from './model.ts';

/** The kernel refused a change. `cause` is the KernelError. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  /** The change that was asked for, as it was given. */
  readonly operation: Operation;
  /** errno as a positive number: 17 for EEXIST. */
  readonly errno: number;
  /** Name of the errno: `EEXIST`. */
  readonly code: string;

  /** `cause` is the kernel's reply to `operation`. */
  constructor(operation: Operation, cause: KernelError) {
    super(`${operation.type}: ${cause.message}`, { cause });
    this.operation = operation;
    this.errno = cause.errno;
    this.code = cause.code;
  }
}

/** The socket failed in the middle of changes: what is known of them. */
export class UnansweredError extends SocketError {
  override readonly name = 'UnansweredError';
  /** The refused changes by their index, all of them before `first`. */
  readonly refused: ReadonlyMap<number, OperationError>;
  /** Index of the first change whose outcome is unknown. Those before it are made, unless they are in `refused`. */
  readonly first: number;

  /** `cause` is the failure of the socket. */
  constructor(cause: SocketError, refused: ReadonlyMap<number, OperationError>, first: number) {
    super(cause.code, cause.message, { cause });
    this.refused = refused;
    this.first = first;
  }
}

/** The kernel has no IPVS, and loading the module did not help. `cause` is what the loader complained about, if anything. */
export class IpvsMissingError extends Error {
  override readonly name = 'IpvsMissingError';
  /** `options.cause` is the loader's complaint. */
  constructor(options?: ErrorOptions) {
    super('the kernel has no IPVS: the module ip_vs is not loaded', options);
  }
}
