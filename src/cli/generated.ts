/** Texts that the build works out once, so that no start has to: see build.mjs. */
declare const HELP_TEXT: string;
declare const VERSION_TEXT: string;

/** What `--help` prints. */
export const HELP = HELP_TEXT;
/** What `--version` prints. */
export const VERSION = VERSION_TEXT;
