import type { ConnectionState } from '../ipvs/connection-states.ts';
import type { DaemonState, ForwardingMethod, Protocol, ServiceKey, TunnelType } from '../ipvs/model.ts';
import type { CountedBy, FindingSeverity, IgnoredFinding, MetricsFormat } from './command.ts';
import type { Endpoint } from './endpoint.ts';
import type { Names } from './names.ts';

/** The values of a command line's options, as far as it has been read. */
export interface Draft {
  key?: ServiceKey;
  scheduler?: string;
  persistence?: { timeout: number };
  netmask?: string;
  realServers?: { readonly text: string; readonly protocol: Protocol; readonly endpoints: readonly Endpoint[] };
  forwarding?: ForwardingMethod;
  weight?: number;
  upperThreshold?: number;
  lowerThreshold?: number;
  persistenceEngine?: string;
  schedulerFlags?: string;
  tunnelType?: TunnelType;
  tunnelPort?: number;
  /** Of the daemon that is started or stopped. */
  state?: DaemonState;
  interface?: string;
  syncId?: number;
  syncMaxLength?: number;
  group?: string;
  port?: number;
  ttl?: number;
  /** Of the connections that are listed: an address or a network, and states. */
  client?: string;
  states?: ConnectionState[];
  countBy?: CountedBy;
  metrics?: MetricsFormat;
  /** Value of the option that writes to a file, or of the command that applies one. */
  file?: string;
  /** Names of settings that get their defaults again. */
  unset?: readonly string[];
  /** Seconds until an unconfirmed change is taken back. */
  confirm?: number;
  /** Seconds. */
  limit?: number;
  /** Seconds between two readings of a listing that is watched. */
  interval?: number;
  ignore?: IgnoredFinding[];
  failOn?: FindingSeverity;
  /** Folders of facts: to read, and to write. */
  facts?: string;
  record?: string;
}

/**
 * Puts the value of an option, or of a command, into the draft.
 *
 * @throws UsageError when the value is invalid
 */
export type ReadValue = (draft: Draft, value: string, names: Names) => void;
