import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Text that the build works out, so that no start has to: see build.mjs. */
declare const VERSION_TEXT: string;

/** What `--version` prints. */
export const VERSION = VERSION_TEXT;

/** What `--help` prints: a file beside the bundle. */
export const readHelp = (): string => readFileSync(join(__dirname, 'help.txt'), 'utf8');
