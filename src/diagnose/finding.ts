import type { FindingSeverity } from '../rules/command.ts';
import type { ServiceSubject, Subject } from './subject.ts';

/**
 * How sure and how bad. `error`: the kernel certainly drops or misroutes. `warning`: the condition for it is there, and
 * the other half cannot be seen from this machine. `info`: good to know.
 */
export type Severity = FindingSeverity;

/** From the worst on. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Something that was read: where, and what it said. */
export interface Evidence {
  /** A file, or a command that shows the same: `/proc/sys/net/ipv4/ip_forward`, `ip route get 10.0.0.1`. */
  readonly from: string;
  readonly value: string;
}

/** Something to type. */
export interface Step {
  /** A line of shell. What it has in capitals is not known here. */
  readonly command: string;
  /** What to look for in its output, or what it is for. */
  readonly note?: string | undefined;
  /** The machine to type it on. Absent for this one. */
  readonly on?: string | undefined;
}

/** What a check has found about one thing. */
export interface Found {
  readonly subject: Subject;
  /** How severe it is here. Absent for the severity of its check. */
  readonly severity?: Severity | undefined;
  /** What is wrong, in one line. */
  readonly what: string;
  /** At least one. */
  readonly evidence: readonly Evidence[];
  /** What to type now: it changes what runs. At least one. */
  readonly fix: readonly Step[];
  /** What makes the change last. Absent where there is nothing to do for that. */
  readonly lasting?: string | undefined;
  /**
   * The services and servers that suffer from it, where the finding is about something else. Their symptoms are then
   * explained.
   */
  readonly affects?: readonly ServiceSubject[] | undefined;
}

/** What a check has found, with its name. */
export interface Finding extends Found {
  /** `LVS101` */
  readonly code: string;
  /** The check's name in words: `virtual-address-not-local`. */
  readonly name: string;
  readonly severity: Severity;
}

/** Whether a severity is at least another. */
export const isAtLeast = (severity: Severity, threshold: Severity): boolean =>
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
