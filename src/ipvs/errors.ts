import { type KernelError, SocketError } from '../netlink/errors.ts';
import type { Operation } from './model.ts';

/** The kernel refused a change: what was asked, of whom (both in `operation`), and its answer. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly operation: Operation;
  /** errno as a positive number: 17 for EEXIST. */
  readonly errno: number;
  /** Name of the errno: `EEXIST`. */
  readonly code: string;

  constructor(operation: Operation, cause: KernelError) {
    super(`${operation.type}: ${cause.message}`, { cause });
    this.operation = operation;
    this.errno = cause.errno;
    this.code = cause.code;
  }
}

/** The socket failed in the middle of changes: what was told of them until then. */
export class UnansweredError extends SocketError {
  override readonly name = 'UnansweredError';
  /** Refused changes by their index, all before `first`. */
  readonly refused: ReadonlyMap<number, OperationError>;
  /** Index of the first change that may have been made or not; those before it have their answers. */
  readonly first: number;

  constructor(cause: SocketError, refused: ReadonlyMap<number, OperationError>, first: number) {
    super(cause.code, cause.message, { cause });
    this.refused = refused;
    this.first = first;
  }
}

/** The kernel has no IPVS, and `modprobe ip_vs` did not bring it. */
export class IpvsMissingError extends Error {
  override readonly name = 'IpvsMissingError';
  constructor(options?: ErrorOptions) {
    super('the kernel has no IPVS: the module ip_vs is not loaded', options);
  }
}
