import type { Outcome, Results } from './results.ts';

/** At most this many files run a second time: if more fail, it is not by chance. */
const MOST_REPEATED = 2;

const failedTests = ({ tests }: Results) => tests.filter(({ state }) => state === 'failed');

/** Files to run once more, to see whether what failed fails again. */
export function filesToRepeat({ results }: Outcome): string[] {
  if (typeof results === 'string' || results.errors.length > 0) return [];
  const files = new Set(failedTests(results).map(({ file }) => file));
  return files.size > MOST_REPEATED ? [] : [...files];
}

/** What came of a run after some of its files ran again: what failed once only is flaky. */
export function withRepeated(first: Outcome, second: Outcome, files: readonly string[]): Outcome {
  const { results } = first;
  const seconds = first.seconds + second.seconds;
  if (typeof results === 'string' || typeof second.results === 'string') return { ...first, seconds };
  const again = new Set(failedTests(second.results).map(textOf));
  const once = failedTests(results)
    .map(textOf)
    .filter((text) => !again.has(text));
  const kept = results.tests.filter(({ file }) => !files.includes(file));
  return {
    ...first,
    seconds,
    results: { ...second.results, tests: [...kept, ...second.results.tests] },
    flaky: [...first.flaky, ...once, ...second.flaky],
  };
}

/** A test as a line of the report. */
export const textOf = ({ file, name }: Results['tests'][number]): string => `${file}: ${name}`;

/** Whether the kernel itself crashed. User-Mode Linux has been seen to, on a busy machine, and not to do it again. */
export const hasCrashed = ({ results }: Outcome): boolean =>
  typeof results === 'string' && results.includes('Kernel panic');

/** What came of the second run of a kernel that crashed. */
export const afterCrash = (first: Outcome, second: Outcome): Outcome => ({
  ...second,
  seconds: first.seconds + second.seconds,
  flaky: [...first.flaky, String(first.results), ...second.flaky],
});

/** What a run says that was not begun, because the others had taken all the time. */
export const LEFT_OUT = 'left out: no time';

export const isLeftOut = ({ results }: Outcome): boolean => results === LEFT_OUT;

/** Whether there is no such kernel to be had: a mirror does not keep old versions for ever. */
export const isAbsent = ({ results }: Outcome): boolean =>
  typeof results === 'string' && results.startsWith('cannot download');

/** A run passes if it ran and nothing failed in the end. */
export const isPassed = ({ results }: Outcome): boolean =>
  typeof results !== 'string' && results.errors.length === 0 && failedTests(results).length === 0;

/**
 * A kernel that the mirror no longer has is not a failure, nor is a run that was left out, if others ran and all of
 * their tests passed.
 */
export function isSuccess(outcomes: readonly Outcome[]): boolean {
  const ran = outcomes.filter((one) => !isLeftOut(one) && !isAbsent(one));
  return ran.length > 0 && ran.every(isPassed);
}
