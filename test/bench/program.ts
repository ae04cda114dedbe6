import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** One run of a program. */
export interface Run {
  /** Program and arguments. */
  readonly words: readonly string[];
  /** File for standard input; empty input when absent. */
  readonly input?: string | undefined;
  /** By default this process's own. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/**
 * Runs a program to its end, and answers the milliseconds from before its start until it is gone. What it prints goes to
 * /dev/null, so that no reader's speed is measured with it.
 *
 * @throws Error when it does not end with status 0: what failed is not worth measuring
 */
export function time({ words, input = '/dev/null', environment }: Run): number {
  const [program = '', ...args] = words;
  const stdin = openSync(input, 'r');
  try {
    const start = performance.now();
    const { status, signal, stderr, error } = spawnSync(program, args, {
      stdio: [stdin, 'ignore', 'pipe'],
      env: environment,
    });
    const elapsed = performance.now() - start;
    if (error) throw error;
    if (status === 0) return elapsed;
    throw new Error(`${words.join(' ')} ended with ${signal ?? `status ${status}`}: ${stderr.toString().trim()}`);
  } finally {
    closeSync(stdin);
  }
}
