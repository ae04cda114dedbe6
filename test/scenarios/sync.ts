import type { Guide } from '../../tools/guide/guide.ts';
import { buildTwoDirectors } from './two-directors.ts';

/** Two directors that report their connections to each other, so that each can take over from the other. */
export const SYNC: Guide = { name: 'sync', build: buildTwoDirectors };
