import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { DISK } from '../initrd.ts';
import { type Accelerator, type Files, machine } from '../qemu.ts';

/** What an emulated machine with a disk begins with. */
export interface DiskStart {
  /** File of the disk. */
  readonly disk: string;
  /** Whether what the machine writes is kept in the file. Otherwise it is kept until the machine ends. */
  readonly keep: boolean;
  /** Folder of this machine that is `/run/lab` there, to be read. */
  readonly folder: string;
  /** The first program that is run on the disk. */
  readonly next: string;
}

/** What would only take time at a boot: logins that nobody sees, and what is for disks, graphics and debugging. */
const MASKED = [
  ...['getty.target', 'getty-static.service', 'e2scrub_reap.service'],
  ...['configfs', 'drm', 'efi_pstore', 'fuse'].map((module) => `modprobe@${module}.service`),
  ...['dev-hugepages', 'dev-mqueue', 'sys-kernel-debug', 'sys-kernel-tracing'].map((path) => `${path}.mount`),
];

/** Arguments of the emulator for a machine that boots from a disk. */
export function diskMachine(files: Files, accelerator: Accelerator, { disk, keep, folder, next }: DiskStart): string[] {
  return [
    ...machine(
      files,
      accelerator,
      [...MASKED.map((unit) => `systemd.mask=${unit}`), 'systemd.getty_auto=no', `next=${next}`],
      DISK.name,
    ),
    // Whether the disk of this machine has all of it when the power fails does not matter.
    ...['-drive', `file=${disk},format=raw,if=none,id=disk,cache=unsafe,snapshot=${keep ? 'off' : 'on'}`],
    ...['-device', 'virtio-blk-pci,drive=disk'],
    // What boots is the kernel of the lab, so its modules are not on the disk.
    ...share('modules', realpathSync(join(files.kernel, 'modules/lib/modules'))),
    ...share('lab', folder),
  ];
}

function share(tag: string, path: string): string[] {
  return [
    ...['-fsdev', `local,id=${tag},path=${path},security_model=none,readonly=on`],
    ...['-device', `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`],
  ];
}
