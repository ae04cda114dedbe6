import { readdirSync } from 'node:fs';
import { NAMED_NAMESPACES } from '../../netlink/namespace.ts';
import type { Suggestion } from './suggestion.ts';

/** The network namespaces that have names. */
export const namespaces = (): Iterable<Suggestion> => NAMED_NAMESPACES.flatMap(namesIn).map((value) => ({ value }));

/** The names in a folder; none where there is no such folder, or no right to look. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
