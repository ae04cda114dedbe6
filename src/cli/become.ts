import { type ChildProcess, spawn } from 'node:child_process';
import { processStat } from './files/process-stat.ts';

/**
 * Runs a program in place of this process: it has our streams, gets the signals that are sent to us, and its end is
 * ours.
 *
 * @returns the status that it ended with. A signal that ends it ends this process, too
 * @throws the system's error when it cannot be started
 */
export function become([program, ...words]: readonly [program: string, ...words: string[]]): Promise<number> {
  const child = spawn(program, words, { stdio: 'inherit' });
  process.on('SIGINT', () => {
    if (!hasTerminal()) child.kill('SIGINT');
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return endOf(child);
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (signal === null) resolve(status ?? 0);
      else {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      }
    });
  });
}

/** Whether Ctrl-C of a terminal reaches this process, and so the child without us. */
function hasTerminal(): boolean {
  const [, , group, , , foreground] = processStat('self');
  return group === foreground;
}
