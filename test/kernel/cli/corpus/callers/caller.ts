import type { Group } from '../case.ts';

/**
 * Command lines of a program that calls ipvsadm, as it writes them: their order of options and their blanks are its own.
 * Addresses are those of documentation.
 */
export interface Caller {
  /** Where the command lines are from. */
  readonly source: string;
  readonly groups: readonly Group[];
}
