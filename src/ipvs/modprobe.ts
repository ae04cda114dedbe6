import { execFile } from 'node:child_process';

/**
 * Asks modprobe(8) for a kernel module and waits for it. Never throws: whether it helped is seen by looking again, and why
 * not is answered for the log of whoever cares.
 *
 * @returns what modprobe said, or `undefined` when it said that the module is there
 */
export function loadModule(name: string): Promise<string | undefined> {
  // modprobe lives in sbin, which an ordinary PATH does not have.
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
  return new Promise((resolve) => {
    execFile('modprobe', ['-q', '--', name], { env }, (error, _out, stderr) => {
      resolve(error === null ? undefined : stderr.trim() || error.message);
    });
  });
}
