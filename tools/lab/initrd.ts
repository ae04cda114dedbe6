import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOrFail } from './program.ts';

const SCRIPT = fileURLToPath(new URL('initrd.sh', import.meta.url));

/** What the kernel must have to find its lines and this machine's files. */
const MODULES = ['virtio_pci', 'virtio_console', '9pnet_virtio', '9p'];

/**
 * Writes a first root file system for a kernel: initrd.sh, the modules that it loads, and a busybox that needs no
 * library.
 * @param modprobe modprobe with the options that make it look for this kernel's modules
 */
export async function writeInitrd(
  file: string,
  busybox: string,
  modprobe: readonly [string, ...string[]],
): Promise<void> {
  const root = `${file}.root`;
  mkdirSync(join(root, 'modules'), { recursive: true });
  mkdirSync(join(root, 'bin'));
  copyFileSync(busybox, join(root, 'bin/busybox'));
  copyFileSync(SCRIPT, join(root, 'init'));
  chmodSync(join(root, 'init'), 0o755);

  const what = "cannot make the kernel's first root file system";
  const [program, ...options] = modprobe;
  const order = new Set<string>();
  for (const module of MODULES) {
    const dependencies = await runOrFail(what, program, [...options, '--show-depends', module]);
    for (const [, path = ''] of dependencies.matchAll(/^insmod (\S+)/gm)) order.add(path);
  }
  for (const path of order) {
    const copy = join(root, 'modules', basename(path));
    copyFileSync(path, copy);
    if (path.endsWith('.xz')) await runOrFail(what, busybox, ['unxz', copy]);
  }
  const names = [...order].map((path) => `${basename(path, '.xz')}\n`);
  writeFileSync(join(root, 'modules/order'), names.join(''));

  await runOrFail(what, 'sh', ['-c', `find . | "$1" cpio -o -H newc >"$2"`, 'sh', busybox, file], root);
  rmSync(root, { recursive: true });
}
