import type { Outcome, Results } from '../../../tools/kernels/results.ts';

type Tested = Results['tests'][number];

export const tested = (name: string, state: Tested['state'], note = ''): Tested => ({
  file: 'a.test.ts',
  name,
  state,
  note,
});

/** What came of some tests on a kernel. */
export const outcome = (kernel: string, ...tests: Tested[]): Outcome => ({
  kernel,
  part: 'commands',
  seconds: 12.4,
  results: { version: `${kernel}.0`, tests, errors: [] },
  flaky: [],
});

/** What came of a file that is not there. */
export const broken: Outcome = {
  ...outcome('7.2'),
  results: { version: '7.2.0', tests: [], errors: ['no such file'] },
};
