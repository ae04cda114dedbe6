import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Text that the build puts into the bundle, so that no start has to make it: see `build/build.mjs`. */
declare const VERSION_TEXT: string;

/** What `--version` prints. Sources that run without a build, as in tests, do not know their version. */
export const VERSION = typeof VERSION_TEXT === 'undefined' ? 'ipvsadm v1.31 (from sources)\n' : VERSION_TEXT;

/** What `--help` prints: a file beside the bundle. */
export const readHelp = (): string => readFileSync(join(__dirname, 'help.txt'), 'utf8');
