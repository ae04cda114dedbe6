/** A column of a table that is printed line by line, so its width has to be known before its cells. */
export interface Column {
  readonly title: string;
  readonly width: number;
  /** Left-aligned, for words. Numbers are right-aligned. */
  readonly left?: true;
}

/** One line; a cell that is wider than its column shifts the rest. */
export const renderRow = (columns: readonly Column[], cells: readonly string[]): string =>
  `${columns
    .map(({ width, left }, index) => (left ? cells[index]?.padEnd(width) : cells[index]?.padStart(width)) ?? '')
    .join('  ')
    .trimEnd()}\n`;

export const renderHeading = (columns: readonly Column[]): string =>
  renderRow(
    columns,
    columns.map(({ title }) => title),
  );

export const milliseconds = (value: number): string =>
  value < 10_000 ? `${value.toFixed(value < 100 ? 1 : 0)} ms` : `${(value / 1000).toFixed(1)} s`;

export const mebibytes = (kibibytes: number): string => `${(kibibytes / 1024).toFixed(1)} MiB`;

/** Whether a value meets its target, the largest that is good enough. */
export const judge = (value: number, target: number): string => `<= ${target} ${value <= target ? 'met' : 'MISSED'}`;
