const COLUMN = 8;

/** From which value on a counter is shortened, the divisor, and the letter after it: the steps of ipvsadm 1.31. */
const UNITS: readonly (readonly [bigint, bigint, string])[] = [
  [10n ** 14n, 10n ** 12n, 'T'],
  [10n ** 11n, 10n ** 9n, 'G'],
  [10n ** 9n, 10n ** 6n, 'M'],
  [10n ** 8n, 10n ** 3n, 'K'],
];

/**
 * A counter with the blank before it: in full up to eight digits, then in K, M, G or T, cut and not rounded. The letter
 * takes the ninth place, so that shortened numbers stay in line too.
 *
 * @param exact in full, however large: it pushes the columns after it
 */
export function formatCounter(value: bigint, exact: boolean): string {
  const unit = exact ? undefined : UNITS.find(([least]) => value >= least);
  if (unit === undefined) return ` ${String(value).padStart(COLUMN)}`;
  const [, divisor, letter] = unit;
  return `${String(value / divisor).padStart(COLUMN)}${letter}`;
}
