import { IpvsMissingError, OperationError } from '../../ipvs/errors.ts';
import { isLongName } from '../../ipvs/limits.ts';
import type { Operation } from '../../ipvs/model.ts';
import { KernelError } from '../../netlink/errors.ts';
import { UsageError } from '../../rules/errors.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from './errors.ts';
import { hintFor } from './hints.ts';

type Wording = Readonly<Record<string, string>>;

const SCHEDULER_NOT_FOUND = 'Scheduler or persistence engine not found';
const NO_SERVICE = 'No such service';
const SERVER_WORDING = { ESRCH: 'Service not defined', ENOENT: 'No such destination' };

/** What an errno means for an operation, in the words of ipvsadm 1.31, which scripts match. */
const WORDING: Readonly<Record<Operation['type'], Wording>> = {
  'add-service': { EEXIST: 'Service already exists', ENOENT: SCHEDULER_NOT_FOUND },
  'edit-service': { ESRCH: NO_SERVICE, ENOENT: SCHEDULER_NOT_FOUND },
  'delete-service': { ESRCH: NO_SERVICE },
  'add-destination': { ...SERVER_WORDING, EEXIST: 'Destination already exists' },
  'edit-destination': SERVER_WORDING,
  'delete-destination': SERVER_WORDING,
  flush: {},
  zero: { ESRCH: NO_SERVICE },
  'set-timeouts': {},
  'start-daemon': { EEXIST: 'Daemon has already run' },
  'stop-daemon': { ESRCH: 'No daemon is running' },
};

/** What an errno means for any operation: ipvsadm's words, then those of strerror(3). */
const COMMON: Wording = {
  EINVAL: 'Invalid operation.  Possibly wrong module version, address not unicast, ...',
  ERANGE: 'Numerical result out of range',
  ENODEV: 'No such device',
  ENOMEM: 'Cannot allocate memory',
  EBUSY: 'Device or resource busy',
  ENOTSUP: 'Operation not supported',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EADDRINUSE: 'Address already in use',
  ENETUNREACH: 'Network is unreachable',
  ENETDOWN: 'Network is down',
  EPROTONOSUPPORT: 'Protocol not supported',
  EINTR: 'Interrupted system call',
};

const NOT_PERMITTED = "Can't initialize ipvs: Permission denied (you must be root)";
const PERMISSION_HINT =
  'IPVS needs CAP_NET_ADMIN in the initial user namespace: root outside of containers, or --cap-add NET_ADMIN';

const NO_IPVS =
  "Can't initialize ipvs: Protocol not available\n" +
  'Are you sure that IP Virtual Server is built in the kernel or as module?';

const NO_IPVS_HINT = 'ipvsadm --diagnose says what the kernel lacks (LVS801)';

/** The line for a change that the kernel refused. */
function refusal({ operation, code }: OperationError): string {
  // The kernel says EINVAL of a name that no module can have, before it looks for the module.
  if ('service' in operation && code === 'EINVAL') {
    const { scheduler = '', persistenceEngine = '' } = operation.service;
    if (isLongName(scheduler) || isLongName(persistenceEngine)) return SCHEDULER_NOT_FOUND;
  }
  return WORDING[operation.type][code] ?? COMMON[code] ?? `the kernel answered ${code}`;
}

/** An error for the one who sees it. */
export interface Explanation {
  /** What ipvsadm 1.31 would print: a line, or two where that tool prints two. */
  readonly message: string;
  /** The probable cause, or what to do: a line of its own. */
  readonly hint?: string | undefined;
  /** What to exit with. */
  readonly status: number;
}

/** What to print for an error, and how to end. */
export function explain(error: unknown): Explanation {
  if (error instanceof UsageError || error instanceof CommandError) {
    const status = error instanceof UsageError ? EXIT[error.kind] : error.status;
    return { message: error.message, hint: error.hint, status };
  }
  if (error instanceof IpvsMissingError) return { message: NO_IPVS, hint: NO_IPVS_HINT, status: EXIT.startFailed };
  if ((error instanceof OperationError || error instanceof KernelError) && error.code === 'EPERM') {
    return { message: NOT_PERMITTED, hint: PERMISSION_HINT, status: EXIT.startFailed };
  }
  if (error instanceof OperationError)
    return { message: refusal(error), hint: hintFor(error), status: EXIT.changeFailed };
  return { message: error instanceof Error ? error.message : String(error), status: EXIT.listingFailed };
}

/** The text to print. A hint has a mark of its own, so that programs can tell it from the error. */
export const errorText = ({ message, hint }: Explanation): string =>
  hint === undefined ? `${message}\n` : `${message}\nhint: ${hint}\n`;
