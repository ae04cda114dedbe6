import type { Severity } from '../finding.ts';
import type { Diagnosis } from '../run.ts';

/** The findings of one check that are equally severe, as a number. */
export interface FindingCount {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly count: number;
}

/** Counts findings by check and severity. Each check that was carried out is there, with 0 where it found nothing. */
export function countFindings({ findings, checked }: Pick<Diagnosis, 'findings' | 'checked'>): FindingCount[] {
  const counts = new Map<string, FindingCount>();
  const add = ({ code, name, severity }: Omit<FindingCount, 'count'>, number: number): void => {
    const id = `${code} ${severity}`;
    counts.set(id, { code, name, severity, count: (counts.get(id)?.count ?? 0) + number });
  };
  for (const check of checked) add(check, 0);
  for (const finding of findings) add(finding, 1);
  return [...counts.values()].sort((a, b) => (a.code < b.code ? -1 : Number(a.code > b.code)));
}
