import type { Comparison } from './statistics.ts';

/** A line of the report. */
export interface Result extends Comparison {
  readonly title: string;
  /** What ours was compared with. */
  readonly against: string;
  /** Largest median ratio that is good enough. */
  readonly target?: number | undefined;
}

const TITLES = ['', 'ours', 'against', '', 'ratio', 'quartiles', 'rounds', 'target'];

/** Columns of words, not of numbers. */
const LEFT = [0, 3];

const milliseconds = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

const cells = ({ title, against, ours, other, ratio, rounds, target }: Result): string[] => [
  title,
  milliseconds(ours.median),
  milliseconds(other.median),
  against,
  ratio.median.toFixed(2),
  `${ratio.lower.toFixed(2)} - ${ratio.upper.toFixed(2)}`,
  String(rounds),
  target === undefined ? '' : `<= ${target} ${ratio.median <= target ? 'met' : 'MISSED'}`,
];

/** A table of medians; ratios are of the pairs, so they need not be those of the medians. */
export function renderReport(results: readonly Result[]): string {
  const rows = [TITLES, ...results.map(cells)];
  const widths = TITLES.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        LEFT.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}
