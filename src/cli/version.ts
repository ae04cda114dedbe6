/** Text that the build puts into the bundle: see `build/bundle.ts`. */
declare const VERSION_TEXT: string;

/** What `--version` prints. Sources that run without a build, as in tests, do not know their version. */
export const VERSION = typeof VERSION_TEXT === 'undefined' ? 'ipvsadm v1.31 (from sources)\n' : VERSION_TEXT;
