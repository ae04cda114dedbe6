import type { Lines } from './lines.ts';

const COLUMN = 8;

/** The least number that does not fit into a column. */
const TOO_WIDE = 10n ** BigInt(COLUMN);

type Unit = readonly [bigint, bigint, string];

/** From which value on a counter is shortened, the divisor, and the letter after it: the steps of ipvsadm 1.31. */
const UNITS: readonly Unit[] = [
  [10n ** 14n, 10n ** 12n, 'T'],
  [10n ** 11n, 10n ** 9n, 'G'],
  [10n ** 9n, 10n ** 6n, 'M'],
];
const SMALLEST: Unit = [10n ** 8n, 10n ** 3n, 'K'];

/**
 * Writes a counter with the blank before it: in full up to eight digits, then in K, M, G or T, cut and not rounded. The
 * letter takes the ninth place, so that shortened numbers stay in line too.
 *
 * @param exact in full, however large: it pushes the columns after it
 */
export function writeCounter(lines: Lines, value: bigint, exact: boolean): void {
  if (value < TOO_WIDE) lines.text(' ').rightNumber(Number(value), COLUMN);
  else if (exact) lines.text(` ${value}`);
  else {
    const [, divisor, letter] = UNITS.find(([least]) => value >= least) ?? SMALLEST;
    lines.rightNumber(Number(value / divisor), COLUMN).text(letter);
  }
}
