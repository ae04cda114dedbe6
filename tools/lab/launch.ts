import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** How a launcher ended, for tests. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Starts the launcher as `npm run lab` does, with `environment` over this process's own. */
export function launch(args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], { env: { ...process.env, ...environment } });
}

/** Runs the launcher to its end. */
export async function lab(
  args: readonly string[],
  { input = '', environment = {} }: { input?: string | Buffer; environment?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const child = launch(args, environment);
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A launcher that fails at once reads nothing.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  await once(child, 'close');
  return { status: child.exitCode, stdout: Buffer.concat(stdout), stderr };
}
