import { type Column, judge, mebibytes, milliseconds, renderRow } from './columns.ts';
import type { Pair } from './measure.ts';
import type { Usage } from './program.ts';
import { compare } from './statistics.ts';

/** What is measured against what. */
export interface Subject {
  readonly title: string;
  readonly against: string;
  /** Largest median ratio that is good enough. */
  readonly target?: number | undefined;
}

/** Columns of comparisons. `subjects` are all lines that may follow. */
export const comparisonColumns = (subjects: readonly Subject[]): Column[] => [
  { title: '', width: Math.max(0, ...subjects.map(({ title }) => title.length)), left: true },
  { title: 'ours', width: 8 },
  { title: 'against', width: 8 },
  { title: '', width: Math.max(0, ...subjects.map(({ against }) => against.length)), left: true },
  { title: 'ratio', width: 5 },
  { title: 'quartiles', width: 11 },
  { title: 'rounds', width: 6 },
  { title: 'target', width: 15 },
  { title: 'memory', width: 9 },
  { title: 'against', width: 9 },
];

/** A line of medians. Ratios are taken within the pairs, so they may differ from the ratio of the medians. */
export function renderComparison(
  columns: readonly Column[],
  { title, against, target }: Subject,
  pairs: readonly Pair<Usage>[],
): string {
  const pick = (figure: keyof Usage) => compare(pairs.map(([ours, other]) => [ours[figure], other[figure]]));
  const { ours, other, ratio, rounds } = pick('milliseconds');
  const memory = pick('kibibytes');
  return renderRow(columns, [
    title,
    milliseconds(ours),
    milliseconds(other),
    against,
    ratio.median.toFixed(2),
    `${ratio.lower.toFixed(2)} - ${ratio.upper.toFixed(2)}`,
    String(rounds),
    target === undefined ? '' : judge(ratio.median, target),
    mebibytes(memory.ours),
    mebibytes(memory.other),
  ]);
}
