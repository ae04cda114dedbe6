import type { Guide } from '../../tools/guide/guide.ts';
import { buildTwoDirectors } from './two-directors.ts';

/** One active director and one that stands by, to show what connections cost them. */
export const CHOOSING: Guide = { name: 'choosing', build: buildTwoDirectors };
