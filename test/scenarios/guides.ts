import type { Guide } from '../guide/guide.ts';
import { NAT } from './nat.ts';

/** The guides that can be played, in the order that a reader is offered them. The first is what is played without a name. */
export const GUIDES: readonly [Guide, ...Guide[]] = [NAT];
