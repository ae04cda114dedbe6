/** Stands in for the build, which puts two texts into the bundle: import this before whatever imports `generated.ts`. */
import { helpText } from '../../src/cli/help.ts';

export const version = 'ipvsadm v1.31 (under test)\n';

Object.assign(globalThis, { VERSION_TEXT: version, HELP_TEXT: helpText(version) });
