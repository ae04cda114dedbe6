import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LabOptions } from './arguments.ts';
import { signalStatus, watchForEnd } from './ending.ts';
import { LabFailure } from './failure.ts';
import { MODULES } from './kernels.ts';
import { prepareTools } from './parts.ts';
import { requirePrograms, run, runOrFail } from './program.ts';
import { makeRunFolder } from './run-folder.ts';

const UNSHARE = ['--mount', '--net', '--uts', '--pid', '--mount-proc', '--fork', '--kill-child'];

/**
 * Runs a command in namespaces of its own on this machine's kernel: nothing it does to network, mounts or host name
 * shows outside. Loaded modules stay.
 * @returns the command's exit status
 * @throws LabFailure when this is not root, or the kernel has no IPVS or no namespaces
 */
export async function runNatively({ timeout, command }: LabOptions): Promise<number> {
  if (process.getuid?.() !== 0) throw new LabFailure('--native needs root');
  requirePrograms(['unshare', 'setpriv'], '--native');
  const tools = await prepareTools();
  const modprobe = existsSync('/sbin/modprobe') ? '/sbin/modprobe' : join(tools, 'bin/modprobe');
  await run(modprobe, ['-q', '-a', ...MODULES]);
  if (!existsSync('/proc/net/ip_vs')) throw new LabFailure("this machine's kernel has no IPVS: run without --native");
  await runOrFail('this machine allows no new namespaces', 'unshare', [...UNSHARE, 'true']);

  const folder = makeRunFolder({
    script: 'native.sh',
    command,
    environment: {},
    programs: [join(tools, 'bin')],
    extensions: join(tools, 'root/usr/lib/x86_64-linux-gnu/xtables'),
    settings: {},
  });
  // unshare ignores SIGINT, and by --kill-child nothing in the namespaces outlives it.
  const args = ['--pdeathsig', 'KILL', '--', 'unshare', ...UNSHARE, 'sh', join(folder, 'native.sh'), folder];
  const child = spawn('setpriv', args, { stdio: 'inherit' });
  let end: number | LabFailure | undefined;
  const unwatch = watchForEnd(timeout, (reason) => {
    end ??= reason;
    child.kill('SIGKILL');
  });
  await once(child, 'close');
  unwatch();
  rmSync(folder, { recursive: true, force: true });
  if (end instanceof LabFailure) throw end;
  return end ?? child.exitCode ?? signalStatus(child.signalCode ?? 'SIGKILL');
}
