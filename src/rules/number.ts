/**
 * A whole number as strtol(3) reads it in base ten: blanks before it, a sign, digits, and nothing after them.
 *
 * @returns `undefined` for anything else and for what is not between `least` and `most`
 */
export function parseNumber(text: string, least: number, most: number): number | undefined {
  if (!/^[ \t\n\v\f\r]*[+-]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  // Adding 0 makes -0, which strtol never returns, an ordinary zero.
  return value >= least && value <= most ? value + 0 : undefined;
}
