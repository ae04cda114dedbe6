import { UsageError } from './errors.ts';
import { Scanner } from './scan.ts';

/**
 * The network namespace that words name. It is looked for before they are read, because all else belongs into that
 * namespace: the look-up of names, too.
 *
 * @returns `undefined` where none is named, or not before a word that cannot be read
 */
export function namespaceIn(words: readonly string[]): string | undefined {
  if (!words.some((word) => word.startsWith('--netns'))) return undefined;
  const scanner = new Scanner(words);
  try {
    let isFirst = true;
    for (let found = scanner.next(); found !== undefined; found = scanner.next()) {
      if (found.command === undefined) {
        if (found.name === 'netns') return scanner.value;
      } else {
        // Nothing is read after these.
        if (isFirst && (found.command.long === 'help' || found.command.long === 'version')) return undefined;
        isFirst = false;
      }
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
  return undefined;
}

/** Whether words name a namespace, and nothing else. */
export const isOnlyNamespace = ([first = '', ...others]: readonly string[]): boolean =>
  first === '--netns' ? others.length === 1 : first.startsWith('--netns=') && others.length === 0;
