import type { Guide } from '../../tools/guide/guide.ts';
import { buildTwoDirectors } from './two-directors.ts';

/** One director at work and one that stands by: what connections cost them. */
export const CHOOSING: Guide = { name: 'choosing', build: buildTwoDirectors };
