import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { newFolder } from './making.ts';

/**
 * Runs a script of shell in a copy of this machine. What it changes lands in a folder of the test.
 * @param folder its folder `packages`, if there is one, is /mnt of the copy
 */
export function runInCopy(folder: string, script: string, env: Readonly<Record<string, string>> = {}) {
  mkdirSync(join(folder, 'packages'), { recursive: true });
  const overlay = resolve('test/packages/overlay.sh');
  const words = ['--mount', '--pid', '--fork', '--kill-child', 'sh', overlay, folder, script];
  const { status, stdout, stderr } = spawnSync('unshare', words, {
    encoding: 'utf8',
    input: '',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', ...env },
  });
  return { status, stdout, stderr };
}

/** Why no such copy can be made here, if so. */
export function obstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can install a package';
  return runInCopy(newFolder(), 'true').status === 0 ? undefined : 'this machine cannot be laid below a copy';
}
