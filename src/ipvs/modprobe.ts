import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { codeOf } from '../netlink/errors.ts';

/** The program by which the kernel loads modules by itself, `kernel.modprobe` of sysctl(8). */
const SETTING = '/proc/sys/kernel/modprobe';

/** What the kernel gives to the same program (kernel/module/kmod.c), but for a terminal's name. */
const ENVIRONMENT = { HOME: '/', PATH: '/sbin:/usr/sbin:/bin:/usr/bin' };

/**
 * Asks modprobe(8) for a kernel module, and waits for it. Never throws: look again to see whether it helped.
 *
 * @param programs absolute paths of modprobe: the first that exists is run. Default: those of modprobePaths.
 * @returns why the module is not there, for a log, or `undefined` when modprobe says that it is
 */
export async function loadModule(name: string, programs?: readonly string[]): Promise<string | undefined> {
  const paths = programs ?? modprobePaths(await readFile(SETTING, 'utf8').catch(() => undefined));
  for (const path of paths) {
    const result = await runModprobe(path, name);
    if (result !== 'missing') return result.complaint;
  }
  return `no such program: ${paths.join(', ')}`;
}

/**
 * Where modprobe(8) may be, in the order in which to try. The caller's PATH is never searched, because we run as root:
 * a PATH with an empty or relative part names the working directory, which may be anyone's.
 *
 * @param setting the text of `/proc/sys/kernel/modprobe`. An empty one stops the kernel from loading modules by itself,
 *   not root from loading one, so the usual paths are tried then too (the C ipvsadm does the same).
 */
export function modprobePaths(setting: string | undefined): string[] {
  const named = setting?.trim() ?? '';
  return [...new Set([...(named.startsWith('/') ? [named] : []), '/sbin/modprobe', '/usr/sbin/modprobe'])];
}

/** Runs modprobe with nothing of the caller's environment: neither LD_PRELOAD nor MODPROBE_OPTIONS reaches it. */
function runModprobe(path: string, name: string): Promise<'missing' | { readonly complaint: string | undefined }> {
  return new Promise((resolve) => {
    execFile(path, ['-q', '--', name], { cwd: '/', env: ENVIRONMENT }, (error, _stdout, stderr) => {
      if (error === null) resolve({ complaint: undefined });
      else if (codeOf(error) === 'ENOENT') resolve('missing');
      else resolve({ complaint: stderr.trim() || error.message });
    });
  });
}
