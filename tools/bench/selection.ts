/** The items whose title contains one of the words, ignoring case; all items when there are no words. */
export const select = <T extends { readonly title: string }>(all: readonly T[], words: readonly string[]): T[] =>
  all.filter(
    ({ title }) => words.length === 0 || words.some((word) => title.toLowerCase().includes(word.toLowerCase())),
  );
