import { expect, test } from 'vitest';
import {
  afterCrash,
  filesToRepeat,
  hasCrashed,
  isSuccess,
  LEFT_OUT,
  withRepeated,
} from '../../../tools/kernels/outcome.ts';
import type { Outcome } from '../../../tools/kernels/results.ts';
import { broken, outcome, tested } from './outcomes.ts';

const clean = outcome('6.1', tested('adds', 'passed'), tested('lists', 'passed'));
const skipping = outcome('6.12', tested('adds', 'passed'), tested('lists', 'skipped', 'no SCTP'));
const mixed = outcome('stock 7.2', tested('adds', 'failed'), tested('saves', 'skipped'));
const absent: Outcome = { ...clean, results: 'cannot download stock kernel 5.10: gone' };
const stopped: Outcome = { ...clean, results: 'time limit of 7200 s reached' };
const late: Outcome = { ...clean, results: LEFT_OUT };

test.each<[string, Outcome[], boolean]>([
  ['all passed', [clean], true],
  ['some skipped', [clean, skipping], true],
  ['one is not to be had', [clean, absent], true],
  ['none is to be had', [absent], false],
  ['there was no time for one', [clean, late], true],
  ['there was no time for any', [late], false],
  ['a test failed', [clean, mixed], false],
  ['a file failed', [clean, broken], false],
  ['one did not come to its end', [clean, stopped], false],
])('%s', (_, outcomes, success) => {
  expect(isSuccess(outcomes)).toBe(success);
});

test('what fails once and passes then is flaky, and its second results count', () => {
  const first = outcome('6.1', tested('adds', 'failed'), { ...tested('lists', 'passed'), file: 'b.test.ts' });
  expect(filesToRepeat(first)).toEqual(['a.test.ts']);
  const both = withRepeated(first, outcome('6.1', tested('adds', 'passed')), ['a.test.ts']);
  expect(both).toEqual({
    ...first,
    seconds: 24.8,
    results: {
      version: '6.1.0',
      tests: [{ ...tested('lists', 'passed'), file: 'b.test.ts' }, tested('adds', 'passed')],
      errors: [],
    },
    flaky: ['a.test.ts: adds'],
  });
});

test('what fails twice has failed, and is not flaky', () => {
  const both = withRepeated(mixed, mixed, ['a.test.ts']);
  expect(both.flaky).toEqual([]);
  expect(isSuccess([both])).toBe(false);
});

test.each([
  ['nothing failed', clean],
  ['a file failed as a whole', broken],
  ['it did not run', absent],
  [
    'many files failed',
    outcome('6.1', ...['a', 'b', 'c'].map((name) => ({ ...tested('adds', 'failed'), file: `${name}.test.ts` }))),
  ],
])('nothing is run twice where %s', (_, given) => {
  expect(filesToRepeat(given)).toEqual([]);
});

test('the panic of a kernel is told beside the results of its second run', () => {
  const crash: Outcome = { ...clean, results: 'kernel 6.1 stopped before the command ended: Kernel panic' };
  expect([crash, stopped, absent, clean].map(hasCrashed)).toEqual([true, false, false, false]);
  const both = afterCrash(crash, clean);
  expect(both).toEqual({
    ...clean,
    seconds: 24.8,
    flaky: ['kernel 6.1 stopped before the command ended: Kernel panic'],
  });
  expect([isSuccess([both]), isSuccess([afterCrash(crash, crash)])]).toEqual([true, false]);
});
