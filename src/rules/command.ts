import type { ServiceKey } from '../ipvs/model.ts';
import type { Operation } from '../ipvs/operations.ts';

/** How a listing shows numbers and names. */
export interface ListFormat {
  /** Addresses and ports as numbers, not as names. */
  readonly numeric: boolean;
  /** Counters in full, not as K, M, G and T. */
  readonly exact: boolean;
  /** Ascending; otherwise in the kernel's order. */
  readonly sorted: boolean;
  /** As JSON, with everything that the kernel tells, whatever the view. */
  readonly json: boolean;
}

/** Columns of a listing of services and servers. */
export type TableView = 'connections' | 'stats' | 'rate' | 'thresholds' | 'persistent-conn' | 'tun-info';

/** The commands of one type. */
export type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** What a command line asks for. argv and the lines of `-R` give the same. */
export type Command =
  | { readonly type: 'change'; readonly operation: Operation }
  | {
      readonly type: 'list';
      readonly view: TableView;
      /** One virtual service; absent for the whole table. */
      readonly key?: ServiceKey | undefined;
      readonly format: ListFormat;
    }
  | {
      readonly type: 'list-connections';
      readonly format: ListFormat;
      /** With what persistence engines found. */
      readonly withEngine: boolean;
    }
  | { readonly type: 'list-timeouts'; readonly format: ListFormat }
  | { readonly type: 'list-daemons'; readonly format: ListFormat }
  | { readonly type: 'save'; readonly numeric: boolean }
  | {
      readonly type: 'restore';
      /** Empty the table first, once the rules are known to be sound. */
      readonly clear: boolean;
    }
  | {
      readonly type: 'help';
      /** Absent for the text of ipvsadm itself. */
      readonly text?: string;
    }
  | { readonly type: 'version' };
