import type { DestinationKey, Operation, ServerFilter, ServiceKey } from '../ipvs/model.ts';
import type { ConnectionFilter } from '../ipvs/proc/connection-filter.ts';
import type { NamedServerSettings, NamedServiceSettings } from './keep.ts';

/** How a listing shows numbers and names. */
export interface ListFormat {
  /** Addresses and ports as numbers, not as names. */
  readonly numeric: boolean;
  /** Counters in full, not as K, M, G and T. */
  readonly exact: boolean;
  /** Ascending; otherwise in the kernel's order. */
  readonly sorted: boolean;
  /** As JSON, with everything that the kernel tells, in any view. */
  readonly json: boolean;
}

/** Columns of a listing of services and servers. */
export type TableView = 'connections' | 'stats' | 'rate' | 'thresholds' | 'persistent-conn' | 'tun-info';

/** What connections are counted by. */
export const COUNTED_BY = ['service', 'server', 'state', 'client'] as const;

export type CountedBy = (typeof COUNTED_BY)[number];

export type FindingSeverity = 'error' | 'warning' | 'info';

/** A finding that is not to be reported. */
export interface IgnoredFinding {
  /** `LVS101` */
  readonly code: string;
  /** What it is about, as the report names it; absent for anything. */
  readonly object?: string | undefined;
}

/**
 * How metrics are written: as OpenMetrics, in the older format of Prometheus, or in that with the names of
 * node_exporter.
 */
export const METRICS_FORMATS = ['openmetrics', 'prometheus', 'node_exporter'] as const;

export type MetricsFormat = (typeof METRICS_FORMATS)[number];

/** How servers are drained. */
interface DrainOptions {
  /** Seconds to wait at most; absent for as long as it takes. */
  readonly limit?: number | undefined;
  /** Only print the changes. */
  readonly dryRun: boolean;
  /** Print what was done as JSON. */
  readonly json: boolean;
}

/** The commands of one type. */
export type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** What a command line asks for. argv and the lines of `-R` give the same. */
export type Command =
  | {
      readonly type: 'change';
      readonly operation: Operation;
      /** Fine where what is to be added is there already, just so, or what is to be deleted is not. */
      readonly exist: boolean;
    }
  | {
      /** Edit a virtual service: what is not named stays as it is. */
      readonly type: 'edit-service';
      readonly key: ServiceKey;
      readonly settings: NamedServiceSettings;
    }
  | {
      /** Edit a real server: what is not named stays as it is. */
      readonly type: 'edit-server';
      readonly key: ServiceKey;
      readonly server: DestinationKey;
      readonly settings: NamedServerSettings;
    }
  | {
      readonly type: 'list';
      readonly view: TableView;
      /** One virtual service; absent for the whole table. */
      readonly key?: ServiceKey | undefined;
      /** Only services that have this real server, and of their servers only this one. */
      readonly server?: ServerFilter | undefined;
      readonly format: ListFormat;
    }
  | {
      /** Show the table again and again. */
      readonly type: 'watch';
      /** One virtual service; absent for the whole table. */
      readonly key?: ServiceKey | undefined;
      readonly numeric: boolean;
      readonly json: boolean;
      /** Seconds between two readings. */
      readonly interval: number;
      /** End after one interval. */
      readonly once: boolean;
      /** Let keys change the table. */
      readonly allowChanges: boolean;
    }
  | {
      readonly type: 'list-connections';
      readonly filter: ConnectionFilter;
      readonly format: ListFormat;
      /** With what persistence engines found. */
      readonly withEngine: boolean;
    }
  | {
      /** How many connections there are of each service, server, state or client. */
      readonly type: 'count-connections';
      readonly by: CountedBy;
      readonly filter: ConnectionFilter;
      readonly format: ListFormat;
    }
  | { readonly type: 'list-timeouts'; readonly format: ListFormat }
  | { readonly type: 'list-daemons'; readonly format: ListFormat }
  | {
      /** All that the kernel tells, for Prometheus and the like. */
      readonly type: 'metrics';
      readonly format: MetricsFormat;
      /** The connection table as numbers, too. */
      readonly connections: boolean;
      /** What a diagnosis finds as numbers, too. */
      readonly findings: boolean;
      /** A file to be replaced; absent for standard output. */
      readonly output?: string | undefined;
    }
  | {
      readonly type: 'save';
      readonly numeric: boolean;
      /** The timeouts and the sync daemons too. */
      readonly all: boolean;
      /** A file to be replaced; absent for standard output. */
      readonly output?: string | undefined;
    }
  | {
      /** Make the table equal to rules. */
      readonly type: 'apply';
      /** Absent for standard input. */
      readonly file?: string | undefined;
      readonly dryRun: boolean;
      readonly keepWeights: boolean;
      /** Seconds after which the change is taken back, unless it is confirmed; absent to keep it. */
      readonly confirm?: number | undefined;
    }
  | {
      /** Keep the change that waits for it. */
      readonly type: 'confirm';
    }
  | {
      /** Take back the change that waits for confirmation. */
      readonly type: 'rollback';
      /** Wait so many seconds for the confirmation; absent to do it now. */
      readonly limit?: number | undefined;
    }
  | ({
      /** Delete a real server, or a virtual service with all of its servers, once no active connection is left. */
      readonly type: 'drain';
      readonly key: ServiceKey;
      /** Absent for all real servers and the service. */
      readonly server?: DestinationKey | undefined;
    } & DrainOptions)
  | ({
      /** Take machines out of every virtual service that has them, and note how to bring them back. */
      readonly type: 'drain-machines';
      readonly machines: readonly ServerFilter[];
      /** Leave them at weight 0, and do not delete them. */
      readonly leave: boolean;
      /** Also where that leaves a virtual service without a server. */
      readonly force: boolean;
    } & DrainOptions)
  | {
      /** Bring drained machines back, just as they were. */
      readonly type: 'undrain';
      readonly machines: readonly ServerFilter[];
      readonly dryRun: boolean;
      readonly json: boolean;
    }
  | {
      /** Say what keeps the table from working. */
      readonly type: 'diagnose';
      /** One virtual service; absent for all. */
      readonly key?: ServiceKey | undefined;
      readonly json: boolean;
      /** Also what was looked at and is right. */
      readonly verbose: boolean;
      readonly ignore: readonly IgnoredFinding[];
      /** Findings as severe as this, or more, are told by the exit status. */
      readonly failOn: FindingSeverity;
      /** Ask what only packets can tell. Nothing is sent without it. */
      readonly probe: boolean;
      /** A folder with recorded facts, in place of this machine. */
      readonly facts?: string | undefined;
      /** A folder to record the facts in. */
      readonly record?: string | undefined;
    }
  | {
      readonly type: 'restore';
      /** Leave nothing in the table but the rules. */
      readonly clear: boolean;
    }
  | {
      readonly type: 'help';
      /** Absent for the text of ipvsadm itself. */
      readonly text?: string;
    }
  | { readonly type: 'version' }
  | {
      /** Tell a shell what may stand for the value of an option. Only a program's own words ask for it. */
      readonly type: 'complete';
      /** Long spelling of the option, or of a command with a value. */
      readonly option: string;
      /** The words that were typed before the value. */
      readonly words: readonly string[];
    };
