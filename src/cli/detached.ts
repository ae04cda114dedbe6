import { existsSync } from 'node:fs';
import { ownProgram } from './own-program.ts';

/** logger(1), by its path: nothing is looked up in PATH that root runs. */
const LOGGER = '/usr/bin/logger';

/**
 * Starts this program with other words, in a session of its own, without a terminal and in the folder `/`, so that it
 * outlives whoever has started us.
 *
 * @throws the system's error when it cannot be started
 */
export async function startDetached(words: readonly string[]): Promise<void> {
  const [program = '', ...script] = ownProgram();
  await start(program, [...script, ...words]);
}

/** Notes something in the log of this machine, where there is a logger(1). */
export async function log(text: string): Promise<void> {
  if (existsSync(LOGGER)) await start(LOGGER, ['-t', 'ipvsadm', '-p', 'daemon.warning', '--', text]);
}

async function start(program: string, words: readonly string[]): Promise<void> {
  const { spawn } = await import('node:child_process');
  const child = spawn(program, words, { detached: true, stdio: 'ignore', cwd: '/' });
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
}
