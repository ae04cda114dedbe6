import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll } from 'vitest';
import { type Line, wordsOf } from '../../rules/words.ts';
import { OURS, type Outcome } from './outcome.ts';

/** Runs a program with other folders in place of /var/lib and /run. */
const SCRIPT = 'mount --bind "$1/lib" /var/lib && mount --bind "$1/run" /run && shift && exec "$@"';

/** Our program as processes that share a /var/lib and a /run of their own, and nothing with this machine. */
export function useOwnState() {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-state-'));
  for (const name of ['lib', 'run']) mkdirSync(join(folder, name));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The words that run a command with this state. */
  const words = (...command: readonly string[]): [program: string, ...words: string[]] => [
    'unshare',
    '--mount',
    'sh',
    '-c',
    SCRIPT,
    'sh',
    folder,
    ...command,
  ];
  const start = (line: Line) => {
    const [program, ...rest] = words(...OURS, ...wordsOf(line));
    return spawn(program, rest, { stdio: 'pipe' });
  };
  return {
    folder,
    words,
    start,
    run: async (line: Line, input = ''): Promise<Outcome> => {
      const child = start(line);
      child.stdin.on('error', () => undefined).end(input);
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      return { status: child.exitCode, stdout, stderr };
    },
  };
}
