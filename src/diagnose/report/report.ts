import type { ServiceKey } from '../../ipvs/model.ts';
import type { IgnoredFinding } from '../../rules/command.ts';
import type { Sent } from '../facts/source.ts';
import { type Finding, isAtLeast, SEVERITIES, type Severity } from '../finding.ts';
import { type Kept, withoutIgnored } from '../ignore.ts';
import type { Diagnosis } from '../run.ts';
import { includes, objectName, serviceName } from '../subject.ts';

/** What is reported, and how. */
export interface ReportOptions {
  /** Only findings about this virtual service, and about the machine where they touch it. */
  readonly key?: ServiceKey | undefined;
  readonly ignore: readonly IgnoredFinding[];
  /** Findings as severe as this, or more, make the exit status 1. */
  readonly failOn: Severity;
}

/** What was looked at, as numbers. */
export interface Scope {
  readonly services: number;
  readonly servers: number;
  /** What was asked by packets, by the title of its source. */
  readonly probed: readonly (Sent & { readonly title: string })[];
}

/** What the exit status tells: nothing at or above the threshold, something, or that nothing can be said. */
export type Outcome = 'clean' | 'findings' | 'blind';

/** A diagnosis as it is shown. */
export interface Report extends Omit<Diagnosis, 'findings'>, Kept {
  readonly scope: Scope;
  readonly outcome: Outcome;
}

/** Without these no claim can be made. Others add to it. */
const ESSENTIAL = ['the table of IPVS', 'the interfaces', 'the addresses', 'the routes', 'the settings of the kernel'];

/** Selects and sorts what was found. */
export function reportOf(diagnosis: Diagnosis, scope: Scope, { key, ignore, failOn }: ReportOptions): Report {
  const ofInterest = key === undefined ? diagnosis.findings : diagnosis.findings.filter((one) => concerns(one, key));
  const kept = withoutIgnored(sorted(ofInterest), ignore);
  const fails = kept.findings.some(({ severity }) => isAtLeast(severity, failOn));
  const isBlind = diagnosis.gaps.some(({ title }) => ESSENTIAL.includes(title));
  return { ...diagnosis, ...kept, scope, outcome: fails ? 'findings' : isBlind ? 'blind' : 'clean' };
}

/** Whether a finding is about a service, or about something else that touches it. */
function concerns({ subject, affects }: Finding, key: ServiceKey): boolean {
  const name = serviceName(key);
  if ('service' in subject) return includes(name, objectName(subject));
  return affects === undefined || affects.some((one) => includes(name, objectName(one)));
}

/** The most severe first; then by code, and in the order of the table. */
const sorted = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.code.localeCompare(b.code),
  );
