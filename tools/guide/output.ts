/** Hides what differs from machine to machine and means nothing: the size of the kernel's connection table. */
const neutral = (line: string): string => line.trimEnd().replace(/\(size=\d+\)$/, '(size=)');

/**
 * Whether a command printed what a page says, line by line. Blanks at a line's end do not count. In the page `…`
 * stands for any text, and on a line of its own for any number of lines.
 */
export function matches(expected: readonly string[], printed: string): boolean {
  const pattern = expected
    .map((line) => (line.trim() === '…' ? '(?:.*\n)*?' : `${linePattern(neutral(line))}\n`))
    .join('');
  const lines = printed === '' ? [] : printed.replace(/\n$/, '').split('\n');
  return new RegExp(`^${pattern}$`).test(lines.map((line) => `${neutral(line)}\n`).join(''));
}

const linePattern = (line: string): string => line.split('…').map(escapeRegExp).join('.*');

const escapeRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
