import type { Job } from './case.ts';
import { type Column, judge, mebibytes, milliseconds, renderHeading, renderRow } from './columns.ts';
import { type Growth, type Point, type Step, stepsOf } from './growth.ts';

const COUNTED = new Intl.NumberFormat('en-US');

const COLUMNS: readonly Column[] = [
  { title: '', width: 12, left: true },
  { title: 'size', width: 8 },
  { title: 'time', width: 8 },
  { title: 'above start', width: 11 },
  { title: 'for each', width: 8 },
  { title: 'exponent', width: 8 },
  { title: 'target', width: 14 },
  { title: 'memory', width: 9 },
  { title: 'factor', width: 6 },
  { title: 'target', width: 14 },
];

/**
 * A table of how the time and memory of commands grow, with a line for each size. The targets are for the last size.
 */
export function renderGrowth(
  { title, targets }: Growth,
  grown: readonly { readonly job: Job; readonly points: readonly Point[] }[],
): string {
  const rows = grown.flatMap(({ job, points }) =>
    stepsOf(points).map((step, index) =>
      renderRow(COLUMNS, [job.words.join(' '), ...cells(step, index === points.length - 1 ? targets : {})]),
    ),
  );
  return `${title}\n${renderHeading(COLUMNS)}${rows.join('')}`;
}

const cells = (
  { size, milliseconds: time, above, kibibytes, exponent, factor }: Step,
  targets: Growth['targets'],
): string[] => [
  COUNTED.format(size),
  milliseconds(time),
  size === 0 ? '' : milliseconds(above),
  size === 0 ? '' : `${((above * 1000) / size).toFixed(0)} us`,
  exponent?.toFixed(2) ?? '',
  verdict(exponent, targets.exponent),
  mebibytes(kibibytes),
  factor?.toFixed(2) ?? '',
  verdict(factor, targets.memory),
];

const verdict = (value: number | undefined, target: number | undefined): string =>
  value === undefined || target === undefined ? '' : judge(value, target);
