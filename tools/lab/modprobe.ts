import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeScript } from './commands.ts';

/**
 * Puts `bin/modprobe` into a kernel's part, which loads that kernel's modules.
 * @param modules folder of the modules, below `root`
 * @param tools folder of the tools
 */
export function installModprobe(staging: string, final: string, modules: string, tools: string): void {
  // modprobe looks for lib/modules below the folder it is given.
  mkdirSync(join(staging, 'modules/lib'), { recursive: true });
  symlinkSync(join('../../root', modules), join(staging, 'modules/lib/modules'));
  mkdirSync(join(staging, 'bin'));
  writeScript(join(staging, 'bin/modprobe'), `#!/bin/sh\nexec '${tools}/bin/modprobe' -d '${final}/modules' "$@"\n`);
}
