import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runOrFail } from './program.ts';

/** A first root file system of a kernel. */
export interface Initrd {
  /** Its name in the folder of the kernel. */
  readonly name: string;
  /** Our script beside this file that becomes its first program. */
  readonly script: string;
  /** What the kernel must have before it finds its lines and its files. */
  readonly modules: readonly string[];
}

/** Goes on with this machine's own files. */
const SHARED: Initrd = {
  name: 'initrd',
  script: 'initrd.sh',
  modules: ['virtio_pci', 'virtio_console', '9pnet_virtio', '9p'],
};

/** Goes on with a disk. */
export const DISK: Initrd = {
  name: 'initrd-disk',
  script: 'systemd/initrd.sh',
  modules: [...SHARED.modules, 'virtio_blk', 'ext4'],
};

export const INITRDS: readonly Initrd[] = [SHARED, DISK];

/**
 * Writes one into `folder`: its script, the modules that this loads, and a busybox that needs no library.
 * @param modprobe modprobe with the options that make it look for this kernel's modules
 */
export async function writeInitrd(
  folder: string,
  { name, script, modules }: Initrd,
  busybox: string,
  modprobe: readonly [string, ...string[]],
): Promise<void> {
  const file = join(folder, name);
  const root = `${file}.root`;
  mkdirSync(join(root, 'modules'), { recursive: true });
  mkdirSync(join(root, 'bin'));
  copyFileSync(busybox, join(root, 'bin/busybox'));
  copyFileSync(join(import.meta.dirname, script), join(root, 'init'));
  chmodSync(join(root, 'init'), 0o755);

  const what = "cannot make the kernel's first root file system";
  const [program, ...options] = modprobe;
  const order = new Set<string>();
  for (const module of modules) {
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
