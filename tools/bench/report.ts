import type { Round, Targets } from './case.ts';
import { type Column, judge, mebibytes, milliseconds, renderRow } from './columns.ts';
import type { Usage } from './program.ts';
import { median, ratioOf } from './statistics.ts';

/** What is measured against what. */
export interface Subject {
  readonly title: string;
  readonly against: string;
  readonly targets?: Targets | undefined;
}

type Side = keyof Round;

/** A column, and what it says of a subject. */
interface Figure extends Column {
  readonly cell: (subject: Subject, rounds: readonly Round[]) => string;
}

const figures = (rounds: readonly Round[], side: Side, figure: keyof Usage): number[] =>
  rounds.flatMap(({ [side]: usage }) => (usage === undefined ? [] : [usage[figure]]));

/** Our times beside another side's; `undefined` where one of them was not measured. */
function ratio(rounds: readonly Round[], ours: Side, other: Side) {
  const pairs = rounds.flatMap(({ [ours]: own, [other]: their }) =>
    own === undefined || their === undefined ? [] : [[own.milliseconds, their.milliseconds] as const],
  );
  return pairs.length === 0 ? undefined : ratioOf(pairs);
}

const middle = (title: string, side: Side, figure: keyof Usage, render: (value: number) => string): Figure => ({
  title,
  width: 10,
  cell: (_, rounds) => {
    const values = figures(rounds, side, figure);
    return values.length === 0 ? '' : render(median(values));
  },
});

const beside = (title: string, ours: Side, other: Side): Figure => ({
  title,
  width: 8,
  cell: (_, rounds) => ratio(rounds, ours, other)?.median.toFixed(2) ?? '',
});

const quartiles = (ours: Side): Figure => ({
  title: 'quartiles',
  width: 11,
  cell: (_, rounds) => {
    const spread = ratio(rounds, ours, 'other');
    return spread === undefined ? '' : `${spread.lower.toFixed(2)} - ${spread.upper.toFixed(2)}`;
  },
});

const target = (side: keyof Targets): Figure => ({
  title: 'target',
  width: 15,
  cell: ({ targets }, rounds) => {
    const [limit, spread] = [targets?.[side], ratio(rounds, side, 'other')];
    return limit === undefined || spread === undefined ? '' : judge(spread.median, limit);
  },
});

/** Columns of comparisons. `subjects` are all lines that may follow. */
export const comparisonColumns = (subjects: readonly Subject[]): Figure[] => [
  { title: '', width: longest(subjects.map(({ title }) => title)), left: true, cell: ({ title }) => title },
  middle('executable', 'executable', 'milliseconds', milliseconds),
  middle('Node', 'node', 'milliseconds', milliseconds),
  middle('against', 'other', 'milliseconds', milliseconds),
  { title: '', width: longest(subjects.map(({ against }) => against)), left: true, cell: ({ against }) => against },
  beside('ratio', 'executable', 'other'),
  quartiles('executable'),
  target('executable'),
  beside('Node', 'node', 'other'),
  quartiles('node'),
  target('node'),
  beside('to Node', 'executable', 'node'),
  { title: 'rounds', width: 6, cell: (_, rounds) => String(rounds.length) },
  middle('memory', 'executable', 'kibibytes', mebibytes),
  middle('Node', 'node', 'kibibytes', mebibytes),
  middle('against', 'other', 'kibibytes', mebibytes),
];

const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));

/** A line of medians. Ratios are taken within the rounds, so they may differ from the ratio of the medians. */
export const renderComparison = (columns: readonly Figure[], subject: Subject, rounds: readonly Round[]): string =>
  renderRow(
    columns,
    columns.map(({ cell }) => cell(subject, rounds)),
  );
