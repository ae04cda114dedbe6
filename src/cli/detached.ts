import { existsSync } from 'node:fs';

/** logger(1), by its path: nothing is looked up in PATH that root runs. */
const LOGGER = '/usr/bin/logger';

/** Notes something in the log of this machine, where there is a logger(1). */
export async function log(text: string): Promise<void> {
  if (existsSync(LOGGER)) await startDetached([LOGGER, '-t', 'ipvsadm', '-p', 'daemon.warning', '--', text]);
}

/**
 * Starts a program in a session of its own, without a terminal and in the folder `/`, so that it outlives whoever has
 * started us.
 *
 * @throws the system's error when it cannot be started
 */
export async function startDetached([program = '', ...words]: readonly string[]): Promise<void> {
  const { spawn } = await import('node:child_process');
  const child = spawn(program, words, { detached: true, stdio: 'ignore', cwd: '/' });
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
}
