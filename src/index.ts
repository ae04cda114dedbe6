/** The public library: what drives IPVS from TypeScript. The command line is built on the same names. */

export {
  type BriefTableOptions,
  IpvsClient,
  type ListOptions,
  type OpenOptions,
  type TableOptions,
} from './ipvs/client.ts';
export { CONNECTION_STATES, type ConnectionState } from './ipvs/connection-states.ts';
export { type ConvergeOptions, converge, type PlanOptions, plan, UnsettledError } from './ipvs/converge/converge.ts';
export type { WantedEntry } from './ipvs/converge/wanted.ts';
export { IpvsMissingError, OperationError, UnansweredError } from './ipvs/errors.ts';
export type {
  AddressFamily,
  AddressServiceKey,
  Daemon,
  DaemonState,
  Destination,
  DestinationKey,
  DestinationSummary,
  ForwardingMethod,
  FwmarkServiceKey,
  Info,
  ObservedDestination,
  ObservedService,
  Operation,
  Persistence,
  Protocol,
  SchedulerFlag,
  ServerFilter,
  Service,
  ServiceKey,
  Stats,
  TableEntry,
  Timeouts,
  Tunnel,
  TunnelChecksum,
  TunnelType,
} from './ipvs/model.ts';
export type { ConnectionFilter } from './ipvs/proc/connection-filter.ts';
export type { ConnectionEnd, ConnectionEntry } from './ipvs/proc/connections.ts';
export { KernelError, ProtocolError, SocketError } from './netlink/errors.ts';
