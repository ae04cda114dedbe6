/**
 * Words as tables of tests write them: one string to be split at blanks, or the words themselves where that is not
 * enough.
 */
export type Line = string | readonly string[];

export const wordsOf = (line: Line): readonly string[] =>
  typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
