import { expect, test } from 'vitest';
import {
  afterCrash,
  filesToRepeat,
  hasCrashed,
  isSuccess,
  type KernelOutcome,
  LEFT_OUT,
  renderReport,
  withRepeated,
} from '../../../tools/kernels/report.ts';

const one = (name: string, state: 'passed' | 'failed' | 'skipped', note = '') => ({
  file: 'a.test.ts',
  name,
  state,
  note,
});
const outcome = (kernel: string, ...tests: ReturnType<typeof one>[]): KernelOutcome => ({
  kernel,
  seconds: 12.4,
  results: { tests, errors: [] },
});

const clean = outcome('6.1', one('adds', 'passed'), one('lists', 'passed'));
const skipping = outcome(
  '6.12',
  one('adds', 'passed'),
  one('lists', 'skipped', 'no SCTP'),
  one('saves', 'skipped', 'no SCTP'),
);
const mixed = outcome('stock 7.2', one('adds', 'failed'), one('lists', 'skipped', 'no SCTP'), one('saves', 'skipped'));
const absent: KernelOutcome = { kernel: 'stock 5.10', seconds: 3, results: 'cannot download stock kernel 5.10: gone' };
const broken: KernelOutcome = { kernel: '7.2', seconds: 1, results: { tests: [], errors: ['no such file'] } };

test('the report has a table, failures by kernel and skips by reason', () => {
  expect(renderReport([clean, skipping, mixed, absent, broken])).toBe(`\
kernel      passed  failed skipped seconds
6.1              2       0       0      12
6.12             1       0       2      12
stock 7.2        0       1       2      12
stock 5.10       -       -       -       3  cannot download stock kernel 5.10: gone
7.2              0       1       0       1

Failed:
  stock 7.2: a.test.ts: adds
  7.2: no such file

Skipped:
  no SCTP: 6.12 (2 tests), stock 7.2
  a.test.ts: saves: stock 7.2
`);
});

test('the report is the table alone when nothing failed or was skipped', () => {
  expect(renderReport([clean])).toBe(
    'kernel      passed  failed skipped seconds\n6.1              2       0       0      12\n',
  );
});

const stopped: KernelOutcome = { kernel: '6.12', seconds: 9, results: 'time limit of 7200 s reached' };

test.each<[string, KernelOutcome[], boolean]>([
  ['all passed', [clean], true],
  ['some skipped', [clean, skipping], true],
  ['one is not to be had', [clean, absent], true],
  ['none is to be had', [absent], false],
  ['a test failed', [clean, mixed], false],
  ['a file failed', [clean, broken], false],
  ['one did not come to its end', [clean, stopped], false],
])('%s', (_, outcomes, success) => {
  expect(isSuccess(outcomes)).toBe(success);
});

test('what there was no time for is no failure, if something else ran', () => {
  const late = { kernel: '7.2', seconds: 0, results: LEFT_OUT };
  expect([isSuccess([clean, late]), isSuccess([late])]).toEqual([true, false]);
});

test('a file with a failure runs twice, and its second results count', () => {
  const first = outcome('6.1', one('adds', 'failed'), { ...one('lists', 'passed'), file: 'b.test.ts' });
  expect(filesToRepeat(first)).toEqual(['a.test.ts']);
  const both = withRepeated(first, outcome('6.1 again', one('adds', 'passed')), ['a.test.ts']);
  expect(renderReport([both])).toBe(
    'kernel      passed  failed skipped seconds\n6.1              2       0       0      25\n\nRun twice:\n  6.1: a.test.ts\n',
  );
  expect(isSuccess([both])).toBe(true);
});

test.each([
  ['nothing failed', clean],
  ['a file failed as a whole', broken],
  ['it did not run', absent],
  [
    'many files failed',
    outcome('6.1', ...['a', 'b', 'c'].map((name) => ({ ...one('adds', 'failed'), file: `${name}.test.ts` }))),
  ],
])('nothing is run twice where %s', (_, given) => {
  expect(filesToRepeat(given)).toEqual([]);
});

test('a kernel that crashed is reported with the results of its second run', () => {
  const crash: KernelOutcome = { ...clean, results: 'kernel 6.1 stopped before the command ended: Kernel panic' };
  expect([crash, stopped, absent, clean].map(hasCrashed)).toEqual([true, false, false, false]);
  const both = afterCrash(crash, { ...clean, kernel: '6.1 again' });
  expect(renderReport([both])).toBe(
    'kernel      passed  failed skipped seconds\n6.1              2       0       0      25\n\n' +
      'Run twice:\n  6.1: kernel 6.1 stopped before the command ended: Kernel panic\n',
  );
  expect([isSuccess([both]), isSuccess([afterCrash(crash, crash)])]).toEqual([true, false]);
});
