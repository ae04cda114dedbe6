import type { Check } from './check.ts';
import type { Facts } from './facts/facts.ts';
import { NotLookedAt } from './facts/source.ts';
import type { Finding } from './finding.ts';
import { objectName } from './subject.ts';

/** What could not be looked at. */
export interface Gap {
  /** What: `the rules of nftables`. */
  readonly title: string;
  readonly reason: string;
  /** The checks that needed it. */
  readonly codes: readonly string[];
}

/** What all checks have found. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** The checks that were carried out. */
  readonly checked: readonly Check[];
  readonly gaps: readonly Gap[];
}

/** Carries out checks. One that cannot be carried out stops no other. */
export async function diagnose(facts: Facts, checks: readonly Check[]): Promise<Diagnosis> {
  const findings: Finding[] = [];
  const checked: Check[] = [];
  const gaps = new Map<string, Gap & { readonly codes: string[] }>();
  for (const one of checks) {
    try {
      findings.push(...findingsOf(one, await facts.all(one.needs)));
      checked.push(one);
    } catch (error) {
      if (!(error instanceof NotLookedAt)) throw error;
      if (error.isProbe) continue;
      const { title, reason } = error;
      const gap = gaps.get(title) ?? { title, reason, codes: [] };
      gap.codes.push(one.code);
      gaps.set(title, gap);
    }
  }
  return { findings: withoutExplained(findings, checks), checked, gaps: [...gaps.values()] };
}

const findingsOf = ({ code, name, severity, find }: Check, facts: Parameters<Check['find']>[0]): Finding[] =>
  Array.from(find(facts), (found) => ({ ...found, code, name, severity: found.severity ?? severity }));

/** Leaves out the symptoms of services and servers for which there is a cause. */
function withoutExplained(findings: readonly Finding[], checks: readonly Check[]): Finding[] {
  const symptoms = new Set<string>(checks.filter(({ symptom }) => symptom).map(({ code }) => code));
  const isSymptom = ({ code }: Finding): boolean => symptoms.has(code);
  const causes = findings.filter((one) => !isSymptom(one) && one.severity !== 'info');
  const explained = new Set(causes.flatMap(({ subject, affects = [] }) => [subject, ...affects]).map(objectName));
  return findings.filter((one) => {
    if (!isSymptom(one) || !('service' in one.subject)) return true;
    return !explained.has(objectName(one.subject)) && !explained.has(objectName({ service: one.subject.service }));
  });
}
