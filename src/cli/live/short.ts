const UNITS = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const STEP = 1000;

/** Writes a number in at most five characters: `0`, `3.5`, `120`, `12.3k`, `999M`. */
export function short(value: number): string {
  let [rest, unit] = [value, 0];
  while (Math.round(rest) >= STEP && unit < UNITS.length - 1) {
    rest /= STEP;
    unit += 1;
  }
  const digits = rest < 99.95 ? rest.toFixed(1).replace('.0', '') : Math.round(rest);
  return `${digits}${UNITS[unit]}`;
}
