/** Runs the built programs of the package as processes. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import type { ProgramName } from '../../src/cli/programs.ts';
import { programPath, programWords } from '../../tools/programs.ts';

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** With no more rights than an ordinary user has. */
  readonly unprivileged?: boolean;
}

/**
 * What runs a command without privileges. Root without any capability and not another user, who may not be able to
 * read the home of root, where this checkout may be.
 */
export const UNPRIVILEGED: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all'] : [];

export function runBin(name: ProgramName, words: readonly string[], options: RunOptions = {}) {
  const { input = '', env = {}, unprivileged = false } = options;
  const [command = '', ...rest] = [...(unprivileged ? UNPRIVILEGED : []), ...programWords(name), ...words];
  const { status, stdout, stderr, error } = spawnSync(command, rest, {
    input,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    cwd: '/',
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** Runs a line of shell in which `$BIN` is the program ipvsadm. */
export function runShell(line: string) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    encoding: 'utf8',
    env: { ...process.env, BIN: programPath('ipvsadm') },
  });
  return { status, stdout, stderr };
}
