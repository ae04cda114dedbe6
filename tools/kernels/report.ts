import type { Results } from './results.ts';

/** The result of one kernel. */
export interface KernelOutcome {
  readonly kernel: string;
  readonly seconds: number;
  /** Results of its tests, or why they did not run. */
  readonly results: Results | string;
  /**
   * Files that ran a second time because of a failure, or why everything did. The results are those of the second
   * time.
   */
  readonly repeated?: readonly string[];
}

/** At most this many files run a second time: if more fail, it is not by chance. */
const MOST_REPEATED = 2;

/** Files to run once more: daemons with their own clocks may be late once on a busy machine. */
export function filesToRepeat({ results }: KernelOutcome): string[] {
  if (typeof results === 'string' || results.errors.length > 0) return [];
  const files = new Set(results.tests.filter(({ state }) => state === 'failed').map(({ file }) => file));
  return files.size > MOST_REPEATED ? [] : [...files];
}

/** The results of a run after some of its files ran again. */
export function withRepeated(first: KernelOutcome, second: KernelOutcome, files: readonly string[]): KernelOutcome {
  if (typeof first.results === 'string' || typeof second.results === 'string') return first;
  const kept = first.results.tests.filter(({ file }) => !files.includes(file));
  const results = { tests: [...kept, ...second.results.tests], errors: second.results.errors };
  return {
    kernel: first.kernel,
    seconds: first.seconds + second.seconds,
    results,
    repeated: [...(first.repeated ?? []), ...files, ...(second.repeated ?? [])],
  };
}

/** Whether the kernel itself crashed. User-Mode Linux has been seen to, on a busy machine, and not to do it again. */
export const hasCrashed = ({ results }: KernelOutcome): boolean =>
  typeof results === 'string' && results.includes('Kernel panic');

/** The results of the second run of a kernel that crashed. The crash is listed under "Run twice". */
export function afterCrash(first: KernelOutcome, second: KernelOutcome): KernelOutcome {
  const { kernel, seconds, results } = first;
  return {
    ...second,
    kernel,
    seconds: seconds + second.seconds,
    repeated: [String(results), ...(second.repeated ?? [])],
  };
}

/** What a run says that was not begun, because the others had taken all the time. */
export const LEFT_OUT = 'left out: no time';

export const isLeftOut = ({ results }: KernelOutcome): boolean => results === LEFT_OUT;

/**
 * A kernel that the mirror no longer has is not a failure, nor is a run that was left out, if others ran and all of
 * their tests passed.
 */
export function isSuccess(outcomes: readonly KernelOutcome[]): boolean {
  const ran = outcomes.filter(
    (one) => !isLeftOut(one) && (typeof one.results !== 'string' || !one.results.startsWith('cannot download')),
  );
  return ran.length > 0 && ran.every(isPassed);
}

/** A kernel passes if it ran and nothing failed. */
export const isPassed = ({ results }: KernelOutcome): boolean =>
  typeof results !== 'string' && results.errors.length === 0 && results.tests.every(({ state }) => state !== 'failed');

/** A table of what ran, then all failures, then all skips by reason. */
export function renderReport(outcomes: readonly KernelOutcome[]): string {
  const rows = outcomes.map(row);
  const heading = ['kernel', 'passed', 'failed', 'skipped', 'seconds', ''];
  return `${[heading, ...rows].map(line).join('')}${section('Run twice', repeats(outcomes))}${section('Failed', failures(outcomes))}${section('Skipped', skips(outcomes))}`;
}

const WIDTHS = [10, 8, 8, 8, 8];

const line = (cells: readonly string[]): string =>
  `${cells
    .map((cell, at) => (at === 0 ? cell.padEnd(WIDTHS[at] ?? 0) : cell.padStart(WIDTHS[at] ?? 0)))
    .join('')
    .trimEnd()}\n`;

function row({ kernel, seconds, results }: KernelOutcome): string[] {
  const time = seconds.toFixed(0);
  if (typeof results === 'string') return [kernel, '-', '-', '-', time, `  ${results}`];
  const count = (wanted: string) => results.tests.filter(({ state }) => state === wanted).length;
  const failed = count('failed') + results.errors.length;
  return [kernel, String(count('passed')), String(failed), String(count('skipped')), time];
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${title}:\n${lines.map((text) => `  ${text}\n`).join('')}`;

const repeats = (outcomes: readonly KernelOutcome[]): string[] =>
  outcomes.flatMap(({ kernel, repeated = [] }) => repeated.map((file) => `${kernel}: ${file}`));

function failures(outcomes: readonly KernelOutcome[]): string[] {
  return outcomes.flatMap(({ kernel, results }) => {
    if (typeof results === 'string') return [];
    const tests = results.tests.filter(({ state }) => state === 'failed').map(({ file, name }) => `${file}: ${name}`);
    return [...tests, ...results.errors].map((what) => `${kernel}: ${what}`);
  });
}

/** Each reason once, with its kernels and the number of tests. */
function skips(outcomes: readonly KernelOutcome[]): string[] {
  const kernels = new Map<string, Map<string, number>>();
  for (const { kernel, results } of outcomes) {
    if (typeof results === 'string') continue;
    for (const { file, name, state, note } of results.tests) {
      if (state !== 'skipped') continue;
      const reason = note || `${file}: ${name}`;
      const counts = kernels.get(reason) ?? new Map<string, number>();
      kernels.set(reason, counts.set(kernel, (counts.get(kernel) ?? 0) + 1));
    }
  }
  return Array.from(kernels, ([reason, counts]) => {
    const places = Array.from(counts, ([kernel, count]) => (count === 1 ? kernel : `${kernel} (${count} tests)`));
    return `${reason}: ${places.join(', ')}`;
  });
}
