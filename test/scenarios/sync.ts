import type { Guide } from '../../tools/guide/guide.ts';
import { buildTwoDirectors } from './two-directors.ts';

/** Two directors that tell each other their connections, so that either goes on with those of the other. */
export const SYNC: Guide = { name: 'sync', build: buildTwoDirectors };
