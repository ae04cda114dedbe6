import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { LabFailure } from './failure.ts';

/** What a program printed, and how it ended. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether a program is on the PATH. */
export function hasProgram(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @throws LabFailure when a program is not on the PATH */
export function requirePrograms(names: readonly string[], purpose: string): void {
  const missing = names.find((name) => !hasProgram(name));
  if (missing) throw new LabFailure(`${missing} is not on this machine, and ${purpose} needs it`);
}

/**
 * Runs a helper to its end, without input. It dies with this process, whatever ends this process: a download must not
 * go on behind the back of a lab that is gone.
 */
export function run(command: string, args: readonly string[], folder?: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', command, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(folder && { cwd: folder }),
      env: { ...process.env, LC_ALL: 'C' },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error) => reject(new LabFailure(`cannot run ${command}: ${error.message}`)));
    child.on('close', (code) => resolve({ status: code ?? 1, stdout, stderr }));
  });
}

/**
 * Runs a helper that must succeed, and gives its standard output.
 * @throws LabFailure with `what` and the first line of the helper's complaint
 */
export async function runOrFail(
  what: string,
  command: string,
  args: readonly string[],
  folder?: string,
): Promise<string> {
  const { status, stdout, stderr } = await run(command, args, folder);
  if (status !== 0) throw new LabFailure(`${what}: ${complaint(stderr) ?? `${command} ended with status ${status}`}`);
  return stdout;
}

/** The line that says why: the first error of apt ("E: ..."), or else the first line there is. */
function complaint(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.trim());
  return (lines.find((line) => line.startsWith('E: ')) ?? lines.find((line) => line !== ''))?.replace(/^[EW]: /, '');
}
