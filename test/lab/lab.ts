import type { LabOptions } from './arguments.ts';
import { LabFailure } from './failure.ts';
import { runNatively } from './native.ts';
import { runInUml } from './uml.ts';

/**
 * Runs a command where there is a kernel with IPVS, on this process's standard streams, environment and folder.
 * @returns the command's exit status, 128 + n when signal n ended it
 * @throws LabFailure when the lab, not the command, failed
 */
export async function runInLab(options: LabOptions): Promise<number> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new LabFailure(`the lab needs Linux on x86-64, this is ${process.platform} on ${process.arch}`);
  }
  return options.native ? runNatively(options) : runInUml(options);
}
