import type { Buffer } from 'node:buffer';
import { textsOf } from './connection-pattern.ts';

/**
 * Counts lines of the connection table by a text of each. Nothing but the texts and their counts is kept.
 *
 * @param pieces whole lines of the kernel
 * @param pattern as `linePattern` makes it
 * @param textOf gives the text by which a line is counted
 */
export function countLines(
  pieces: Iterable<Buffer>,
  pattern: RegExp,
  textOf: (match: RegExpMatchArray) => string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [lines] of textsOf(pieces)) {
    for (const match of lines.matchAll(pattern)) {
      const text = textOf(match);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  }
  return counts;
}
