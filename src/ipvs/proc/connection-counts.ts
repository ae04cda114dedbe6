import { Buffer } from 'node:buffer';
import { textsOf } from './connection-pattern.ts';

/**
 * Counts lines of the connection table by a text of each. Nothing but the texts and their counts is kept.
 *
 * @param pieces whole lines of the kernel
 * @param pattern as `linePattern` makes it, with groups
 * @param textOf makes of the groups the text by which a line is counted
 */
export function countLines(
  pieces: Iterable<Buffer>,
  pattern: RegExp,
  textOf: (...groups: string[]) => string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [lines] of textsOf(pieces)) {
    for (const [, ...groups] of lines.matchAll(pattern)) {
      const text = textOf(...groups);
      const count = counts.get(text);
      counts.set(count === undefined ? copyOf(text) : text, (count ?? 0) + 1);
    }
  }
  return counts;
}

/** A part of a string keeps the whole string in memory: here, all lines that were read with it. */
const copyOf = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
