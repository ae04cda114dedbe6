import { constants } from 'node:os';

/** How the programs end: the statuses of ipvsadm 1.31, and of shells, diff(1) and 1.31's scripts where it has none. */
export const EXIT = {
  done: 0,
  /** A listing failed, or a file or a stream could not be read or written. */
  listingFailed: 1,
  /** A dry run would change something, as of diff(1). */
  differs: 1,
  /** Servers had connections when the time was over, some were not brought back, or there is nothing to confirm. */
  unfinished: 1,
  /** A diagnosis has found something, as of linters. */
  findings: 1,
  /** ipvsadm-save or ipvsadm-restore was given words that it does not know, as of 1.31's scripts. */
  scriptUsage: 1,
  /** The words break the language. */
  usage: 2,
  /** It would do harm, or another change is under way. */
  refused: 2,
  /** The kernel's IPVS could not be reached. */
  startFailed: 2,
  /** A diagnosis could not look at what it needs. */
  blind: 2,
  /** The kernel refused a change, or its outcome is unknown. */
  changeFailed: 255,
  /** An option cannot be parsed at all: it is unknown, lacks its value, or has one that it does not take. */
  unparsable: 255,
} as const;

/** Status of a process that a signal has ended, as a shell shows it. */
export const signalStatus = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
