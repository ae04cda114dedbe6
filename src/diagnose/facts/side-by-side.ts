/**
 * What `ask` answers for each item, in their order. Some are asked side by side.
 *
 * @param width how many
 */
export async function sideBySide<T, R>(items: readonly T[], width: number, ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const waiting = items.entries();
  const askNext = async (): Promise<void> => {
    for (const [at, item] of waiting) answers[at] = await ask(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, askNext));
  return answers;
}
