import { ignoreText } from '../ignore.ts';
import { objectName } from '../subject.ts';
import type { Report } from './report.ts';

/** The report for programs, as `src/json/diagnosis.ts` describes it. */
export function renderJson({ findings, checked, gaps, ignored, unmatched, scope, outcome }: Report): string {
  const document = {
    outcome,
    findings: findings.map(({ code, name, severity, subject, what, evidence, fix, lasting, affects }) => ({
      code,
      name,
      severity,
      object: objectName(subject),
      what,
      evidence,
      fix,
      lasting,
      affects: affects?.map(objectName),
      page: `docs/findings/${code}.md`,
    })),
    checked: checked.map(({ code }) => code),
    notChecked: gaps,
    ignored: ignored.map(({ code, subject }) => ({ code, object: objectName(subject) })),
    unmatchedIgnores: unmatched.map(ignoreText),
    scope,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
