import { isPassed, textOf } from './outcome.ts';
import type { Outcome, Results } from './results.ts';

/** One kernel, all its parts together. */
interface Row {
  readonly kernel: string;
  /** `uname -r`, absent where no part ran. */
  readonly version?: string | undefined;
  readonly passed: number;
  readonly failed: number;
  readonly flaky: number;
  readonly skipped: number;
  readonly seconds: number;
  /** Why some parts did not run. */
  readonly notRun: readonly string[];
}

/** What is wrong, or to be known, of one kernel. */
interface Line {
  readonly kernel: string;
  readonly what: string;
}

/** The result of all runs, as `report.json` has it. */
export interface Report {
  /** What was tested, see `tools/kernels/commit.ts`. */
  readonly commit: string;
  readonly kernels: readonly Row[];
  readonly failed: readonly Line[];
  /** What failed at first, and did not when it ran once more. */
  readonly flaky: readonly Line[];
  /** Each reason once, with the number of tests on each kernel. */
  readonly skipped: readonly { readonly reason: string; readonly tests: Readonly<Record<string, number>> }[];
}

export function reportOf(outcomes: readonly Outcome[], commit: string): Report {
  const kernels = [...new Set(outcomes.map(({ kernel }) => kernel))];
  return {
    commit,
    kernels: kernels.map((kernel) =>
      rowOf(
        kernel,
        outcomes.filter((one) => one.kernel === kernel),
      ),
    ),
    failed: outcomes.flatMap(failures),
    flaky: outcomes.flatMap(({ kernel, flaky }) => flaky.map((what) => ({ kernel, what }))),
    skipped: skips(outcomes),
  };
}

/** The results of a kernel's parts that ran. */
const resultsOf = (outcomes: readonly Outcome[]): Results[] =>
  outcomes.flatMap(({ results }) => (typeof results === 'string' ? [] : results));

function rowOf(kernel: string, outcomes: readonly Outcome[]): Row {
  const ran = resultsOf(outcomes);
  const count = (wanted: string) => ran.flatMap(({ tests }) => tests).filter(({ state }) => state === wanted).length;
  return {
    kernel,
    version: ran[0]?.version,
    passed: count('passed'),
    failed: count('failed') + ran.flatMap(({ errors }) => errors).length,
    flaky: outcomes.flatMap(({ flaky }) => flaky).length,
    skipped: count('skipped'),
    seconds: Math.round(outcomes.reduce((sum, { seconds }) => sum + seconds, 0)),
    notRun: [
      ...new Set(outcomes.flatMap(({ part, results }) => (typeof results === 'string' ? `${part}: ${results}` : []))),
    ],
  };
}

function failures(outcome: Outcome): Line[] {
  const { kernel, part, results } = outcome;
  if (isPassed(outcome) || typeof results === 'string') return [];
  const tests = results.tests.filter(({ state }) => state === 'failed').map(textOf);
  return [...tests, ...results.errors.map((error) => `${part}: ${error}`)].map((what) => ({ kernel, what }));
}

function skips(outcomes: readonly Outcome[]): Report['skipped'] {
  const reasons = new Map<string, Map<string, number>>();
  for (const { kernel, results } of outcomes) {
    if (typeof results === 'string') continue;
    for (const test of results.tests) {
      if (test.state !== 'skipped') continue;
      const reason = test.note || textOf(test);
      const counts = reasons.get(reason) ?? new Map<string, number>();
      reasons.set(reason, counts.set(kernel, (counts.get(kernel) ?? 0) + 1));
    }
  }
  return Array.from(reasons, ([reason, counts]) => ({ reason, tests: Object.fromEntries(counts) }));
}

/** A table of what ran, then what did not, all failures, all that is flaky, and all skips by reason. */
export function renderReport({ commit, kernels, failed, flaky, skipped }: Report): string {
  const rows = kernels.map((row) => [
    ...[row.kernel, row.version ?? '-'],
    ...[row.passed, row.failed, row.flaky, row.skipped, row.seconds].map(String),
    commit,
  ]);
  const heading = ['kernel', 'version', 'passed', 'failed', 'flaky', 'skipped', 'seconds', 'commit'];
  const notRun = kernels.flatMap(({ kernel, notRun: reasons }) => reasons.map((what) => ({ kernel, what })));
  return [
    tableText([heading, ...rows]),
    section('Not run', notRun.map(lineText)),
    section('Failed', failed.map(lineText)),
    section('Flaky: failed, and passed when run once more', flaky.map(lineText)),
    section('Skipped', skipped.map(skipText)),
  ].join('');
}

/** Columns as wide as their words: names to the left, numbers to the right. */
function tableText(rows: readonly (readonly string[])[]): string {
  const isText = (column: number) => column < 2 || column === (rows[0]?.length ?? 0) - 1;
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const cell = (text: string, column: number) =>
    isText(column) ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`).join('');
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${title}:\n${lines.map((text) => `  ${text}\n`).join('')}`;

const lineText = ({ kernel, what }: Line): string => `${kernel}: ${what}`;

function skipText({ reason, tests }: Report['skipped'][number]): string {
  const places = Object.entries(tests).map(([kernel, count]) => (count === 1 ? kernel : `${kernel} (${count} tests)`));
  return `${reason}: ${places.join(', ')}`;
}
