import type { IgnoredFinding } from '../rules/command.ts';
import type { Finding } from './finding.ts';
import { includes, objectName } from './subject.ts';

/** Findings without the ignored ones. */
export interface Kept {
  readonly findings: readonly Finding[];
  readonly ignored: readonly Finding[];
  /** Those that match nothing: a typo, or something that is mended. */
  readonly unmatched: readonly IgnoredFinding[];
}

/** Takes out what is to be ignored. */
export function withoutIgnored(all: readonly Finding[], ignores: readonly IgnoredFinding[]): Kept {
  const matches = ({ code, object }: IgnoredFinding, finding: Finding): boolean =>
    code === finding.code && (object === undefined || includes(object, objectName(finding.subject)));
  const isIgnored = (finding: Finding): boolean => ignores.some((ignore) => matches(ignore, finding));
  return {
    findings: all.filter((finding) => !isIgnored(finding)),
    ignored: all.filter(isIgnored),
    unmatched: ignores.filter((ignore) => !all.some((finding) => matches(ignore, finding))),
  };
}

/** As it was given: `LVS101=tcp:10.0.0.1:80`. */
export const ignoreText = ({ code, object }: IgnoredFinding): string =>
  object === undefined ? code : `${code}=${object}`;
