import { delimiter, join } from 'node:path';
import type { LabOptions } from './arguments.ts';
import { LabFailure } from './failure.ts';
import { runInGuest } from './guest.ts';
import { runNatively } from './native.ts';
import { prepareDaemons } from './parts.ts';
import { prepareStock } from './qemu.ts';
import { runInTree } from './systemd/run.ts';
import { prepareUml } from './uml.ts';

/**
 * Runs a command where there is a kernel with IPVS, on this process's standard streams, environment and folder.
 * @returns the command's exit status, 128 + n when signal n ended it
 * @throws LabFailure when the lab, not the command, failed
 */
export async function runInLab(options: LabOptions): Promise<number> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new LabFailure(`the lab needs Linux on x86-64, this is ${process.platform} on ${process.arch}`);
  }
  // The lab's own PATH goes on with this one, whatever the command runs on.
  if (options.daemons) {
    const folders = (await prepareDaemons()).map((folder) => join(folder, 'bin'));
    process.env.PATH = [...folders, process.env.PATH].join(delimiter);
  }
  const { place } = options;
  if (place.type === 'native') return runNatively(options);
  if (place.type === 'systemd') return runInTree(options);
  const guest = place.type === 'stock' ? prepareStock(place.kernel) : prepareUml(place.kernel);
  return runInGuest(await guest, options);
}
