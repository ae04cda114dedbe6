import { NAMED_NAMESPACES } from '../../netlink/namespace.ts';
import { namesIn } from '../files/names-in.ts';
import type { Suggestion } from './suggestion.ts';

/** The network namespaces that have names. */
export const namespaces = (): Iterable<Suggestion> => NAMED_NAMESPACES.flatMap(namesIn).map((value) => ({ value }));
