import type { Results } from './results.ts';

/** What became of one kernel. */
export interface KernelOutcome {
  readonly kernel: string;
  readonly seconds: number;
  /** What its tests came to, or why they did not run. */
  readonly results: Results | string;
  /** Files that were run a second time, as something in them had failed, or why everything was. The results are those of the second time. */
  readonly repeated?: readonly string[];
}

/** Most files that are run a second time: where more fail it is no accident. */
const MOST_REPEATED = 2;

/** Files to run once more: daemons with their own clocks may be late once on a busy machine. */
export function filesToRepeat({ results }: KernelOutcome): string[] {
  if (typeof results === 'string' || results.errors.length > 0) return [];
  const files = new Set(results.tests.filter(({ state }) => state === 'failed').map(({ file }) => file));
  return files.size > MOST_REPEATED ? [] : [...files];
}

/** What a run came to with some of its files run again. */
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

/** Whether the kernel itself came to its end: a User-Mode Linux was seen to, on a busy machine, where it never did again. */
export const hasCrashed = ({ results }: KernelOutcome): boolean =>
  typeof results === 'string' && results.includes('Kernel panic');

/** What the second run of a kernel that crashed came to. The crash is told as what was run twice. */
export function afterCrash(first: KernelOutcome, second: KernelOutcome): KernelOutcome {
  const { kernel, seconds, results } = first;
  return {
    ...second,
    kernel,
    seconds: seconds + second.seconds,
    repeated: [String(results), ...(second.repeated ?? [])],
  };
}

/** A mirror that no longer has a kernel is no failure, as long as others ran and everything on them passed. */
export function isSuccess(outcomes: readonly KernelOutcome[]): boolean {
  const ran = outcomes.filter(({ results }) => typeof results !== 'string' || !results.startsWith('cannot download'));
  return ran.length > 0 && ran.every(isPassed);
}

/** A kernel passes by having run, with nothing failed. */
export const isPassed = ({ results }: KernelOutcome): boolean =>
  typeof results !== 'string' && results.errors.length === 0 && results.tests.every(({ state }) => state !== 'failed');

/** A table of what ran, then everything that failed, then everything that was skipped, by its reason. */
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

/** Each reason once, with the kernels that gave it and how many tests it was given for. */
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
