/** How many of some requests each server answers: `{ 'web1:80': 3, 'web2:80': 1 }`. */
export type Shares = Readonly<Record<string, number>>;

export const total = (shares: Shares): number => Object.values(shares).reduce((sum, count) => sum + count, 0);

/** Counts answers by server, in the order of the names. */
export function tally(answers: readonly string[]): Shares {
  const counts = new Map<string, number>();
  for (const answer of answers.toSorted()) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** `web1:80 3, web2:80 1` */
export const formatShares = (shares: Shares): string =>
  Object.entries(shares)
    .map(([server, count]) => `${server} ${count}`)
    .join(', ');

/**
 * Checks that answers come in rounds: from every answer on, the next round has these shares. A scheduler that is
 * right only on average, or by chance, fails.
 *
 * @throws Error that says what was expected and what was seen
 */
export function checkShares(answers: readonly string[], round: Shares): void {
  const size = total(round);
  const expected = formatShares(round);
  if (answers.length < size) throw new Error(`expected ${expected}; seen: only ${answers.length} answers`);
  for (let start = 0; start + size <= answers.length; start++) {
    const seen = formatShares(tally(answers.slice(start, start + size)));
    if (seen === expected) continue;
    throw new Error(`expected in every round of ${size}: ${expected}; seen: ${seen}, in ${answers.join(' ')}`);
  }
}
