import type { Evidence, Finding, Step } from '../finding.ts';
import { groupBy } from '../group.ts';
import { ignoreText } from '../ignore.ts';
import { objectName, type ServiceSubject, type Subject, serviceName } from '../subject.ts';
import type { Report } from './report.ts';

/** Most objects that are named in one line. */
const NAMED = 3;

/** The report for people: the worst first, by virtual service. */
export function renderText(report: Report, verbose: boolean): string {
  const groups = groupBy(report.findings, ({ subject }) => headingOf(subject));
  const parts = [
    ...Array.from(groups, ([heading, findings]) => `${heading}\n${findings.map(findingText).join('')}`),
    ...(verbose ? [rightText(report), ...probedText(report)] : []),
    ...(report.gaps.length > 0 ? [gapsText(report)] : []),
    summary(report),
  ];
  return parts.join('\n');
}

/** Findings of one virtual service stand together, with those of its servers. */
const headingOf = (subject: Subject): string => ('service' in subject ? serviceName(subject.service) : 'this machine');

/** One finding, as it stands below its heading. */
export function findingText({ code, severity, subject, what, evidence, fix, lasting, affects }: Finding): string {
  const lines = [
    `  ${severity} ${code} ${objectName(subject)}`,
    `    ${what}`,
    ...evidence.map(({ from, value }: Evidence) => `    seen:    ${from}: ${value}`),
    ...(affects === undefined || affects.length === 0 ? [] : [`    affects: ${namesText(affects)}`]),
    ...fix.map(stepText),
    ...(lasting === undefined ? [] : [`    to last: ${lasting}`]),
  ];
  return `${lines.join('\n')}\n`;
}

const stepText = ({ on, command, note }: Step): string =>
  `    type:    ${on === undefined ? '' : `on ${on}: `}${command}${note === undefined ? '' : `   # ${note}`}`;

function namesText(subjects: readonly ServiceSubject[]): string {
  const names = subjects.slice(0, NAMED).map(objectName).join(', ');
  return subjects.length > NAMED ? `${names} and ${subjects.length - NAMED} more` : names;
}

/** What was looked at and is right. */
function rightText({ checked, findings, ignored }: Report): string {
  const found = new Set([...findings, ...ignored].map(({ code }) => code));
  const right = checked.filter(({ code }) => !found.has(code));
  return `right\n${right.map(({ code, right }) => `  ${code} ${right}\n`).join('')}`;
}

function probedText({ scope: { probed } }: Report): string[] {
  if (probed.length === 0) return [];
  const lines = probed.map(({ title, asked, leftOut }) => {
    const rest = leftOut === 0 ? '' : `; ${leftOut} more were too many`;
    return `  ${title}: ${asked}${rest}\n`;
  });
  return [`probed\n${lines.join('')}`];
}

const gapsText = ({ gaps }: Report): string =>
  `not looked at\n${gaps.map(({ title, reason, codes }) => `  ${title}: ${reason} (${codes.join(' ')})\n`).join('')}`;

function summary({ findings, ignored, unmatched, checked, scope, outcome }: Report): string {
  const { services, servers } = scope;
  const looked = [
    counted(services, 'virtual service'),
    counted(servers, 'real server'),
    counted(checked.length, 'check'),
  ].join(', ');
  const found = Array.from(
    groupBy(findings, ({ severity }) => severity),
    ([severity, { length }]) => (severity === 'info' ? `${length} info` : counted(length, severity)),
  ).join(', ');
  const nothing =
    outcome === 'blind' ? 'too little could be looked at to say that nothing is wrong' : 'nothing wrong found';
  const lines = [
    `${found || nothing}; looked at: ${looked}`,
    ...(ignored.length > 0 ? [`ignored: ${[...new Set(ignored.map(({ code }) => code))].join(' ')}`] : []),
    ...unmatched.map((ignore) => `--ignore ${ignoreText(ignore)} matches nothing`),
  ];
  return `${lines.join('\n')}\n`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
