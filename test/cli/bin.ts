/** Runs the built programs of the package as processes. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** An ordinary user, where this process may become one. */
  readonly unprivileged?: boolean;
}

export type ProgramName = 'ipvsadm' | 'ipvsadm-save' | 'ipvsadm-restore';

const NOBODY = 65534;

export const binPath = (name: ProgramName): string => fileURLToPath(new URL(`../../bin/${name}.cjs`, import.meta.url));

export function runBin(name: ProgramName, words: readonly string[], options: RunOptions = {}) {
  const { input = '', env = {}, unprivileged = false } = options;
  const user = unprivileged && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [binPath(name), ...words], {
    input,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    cwd: '/',
    ...user,
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** Runs a line of shell in which `$BIN` is the program ipvsadm. */
export function runShell(line: string) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    encoding: 'utf8',
    env: { ...process.env, BIN: binPath('ipvsadm') },
  });
  return { status, stdout, stderr };
}
