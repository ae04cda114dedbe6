import { expect, test } from 'vitest';
import { CHECKS } from '../../../src/diagnose/checks/index.ts';
import type { Finding, Severity } from '../../../src/diagnose/finding.ts';
import { countFindings } from '../../../src/diagnose/report/counts.ts';

const finding = (code: string, name: string, severity: Severity): Finding => ({
  code,
  name,
  severity,
  subject: { part: 'kernel' },
  what: '',
  evidence: [],
  fix: [],
});

test('each check is counted, those that found nothing too, and other severities apart', () => {
  const checked = CHECKS.filter(({ code }) => code === 'LVS101' || code === 'LVS201');
  const [first, second] = checked.toSorted((a, b) => (a.code < b.code ? -1 : 1));
  if (first === undefined || second === undefined) throw new Error('there are no such checks');
  const findings = [
    finding(second.code, second.name, 'error'),
    finding(second.code, second.name, 'error'),
    finding(second.code, second.name, 'info'),
  ];
  expect(countFindings({ checked, findings })).toEqual([
    { code: 'LVS101', name: first.name, severity: first.severity, count: 0 },
    { code: 'LVS201', name: second.name, severity: 'error', count: 2 },
    { code: 'LVS201', name: second.name, severity: 'info', count: 1 },
  ]);
});
