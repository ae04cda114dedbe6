/** Text that the build makes, so that no start has to: see `build/bundle.ts`. */
declare const HELP_TEXT: string;

/** What `--help` prints. Sources that run without a build, as in tests, have none. */
export const HELP = typeof HELP_TEXT === 'undefined' ? '' : HELP_TEXT;
