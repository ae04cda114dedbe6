import { expect, test } from 'vitest';
import { renderReport, reportOf } from '../../../tools/kernels/report.ts';
import type { Outcome } from '../../../tools/kernels/results.ts';
import { broken, outcome, tested } from './outcomes.ts';

const clean = outcome('6.1', tested('adds', 'passed'), tested('lists', 'passed'));
const guides: Outcome = { ...outcome('6.1', tested('nat', 'passed')), part: 'guides', flaky: ['b.test.ts: nat'] };
const skipping = outcome(
  '6.12',
  tested('adds', 'passed'),
  tested('lists', 'skipped', 'no SCTP'),
  tested('saves', 'skipped', 'no SCTP'),
);
const mixed = outcome('stock 7.2', tested('lists', 'skipped', 'no SCTP'), tested('saves', 'skipped'));
const failing = { ...outcome('stock 7.2', tested('adds', 'failed')), part: 'guides' };
const absent: Outcome = { ...outcome('stock 5.10'), seconds: 3, results: 'cannot download stock kernel 5.10: gone' };

test('the report has a row for each kernel, and then what to know of it', () => {
  const all = [clean, guides, skipping, mixed, failing, absent, broken];
  expect(renderReport(reportOf(all, '0123456'))).toBe(`\
kernel      version      passed  failed  flaky  skipped  seconds  commit
6.1         6.1.0             3       0      1        0       25  0123456
6.12        6.12.0            1       0      0        2       12  0123456
stock 7.2   stock 7.2.0       0       1      0        2       25  0123456
stock 5.10  -                 0       0      0        0        3  0123456
7.2         7.2.0             0       1      0        0       12  0123456

Not run:
  stock 5.10: commands: cannot download stock kernel 5.10: gone

Failed:
  stock 7.2: a.test.ts: adds
  7.2: commands: no such file

Flaky: failed, and passed when run once more:
  6.1: b.test.ts: nat

Skipped:
  no SCTP: 6.12 (2 tests), stock 7.2
  a.test.ts: saves: stock 7.2
`);
});

test('the report is the table alone where all is well', () => {
  expect(renderReport(reportOf([clean], '0123456'))).toBe(
    'kernel  version  passed  failed  flaky  skipped  seconds  commit\n' +
      '6.1     6.1.0         2       0      0        0       12  0123456\n',
  );
});

test('as an object, it counts the skipped tests of each kernel by reason', () => {
  expect(reportOf([skipping, mixed], '0123456').skipped).toEqual([
    { reason: 'no SCTP', tests: { '6.12': 2, 'stock 7.2': 1 } },
    { reason: 'a.test.ts: saves', tests: { 'stock 7.2': 1 } },
  ]);
});
