import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * The level of xz. Level 6 makes a package 8 % smaller, and takes longer. Everywhere xz has one thread: the bytes
 * depend on whether there are more.
 */
export const XZ_LEVEL = 3;

/**
 * Runs a program that writes a package.
 * @throws Error with what the program complained about
 */
export async function runTool(command: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  await execute(command, words, { env: { ...process.env, LC_ALL: 'C', TZ: 'UTC', ...env } });
}
