import { join } from 'node:path';
import type { GuestKernel } from './guest.ts';
import type { StockVersion } from './kernels.ts';
import { run } from './program.ts';
import { prepareStockParts } from './stock-parts.ts';

/** Memory of the machine, in MiB. Only what it uses is taken from this one. */
const MEMORY = 3072;

/** Seconds in which /dev/kvm must have brought a kernel to its first program; where it works that takes one. */
const KVM_LIMIT = 8;

/** A folder of the guest's own, made by guest.sh: 9p knows no named pipes and no sockets. */
const GUEST_TEMPORARY = '/dev/shm';

/** Who carries out the guest's instructions: the processor, or a program. */
export type Accelerator = 'kvm' | 'tcg';

/** Where the parts of an emulated machine are. */
export interface Files {
  readonly kernel: string;
  readonly emulator: string;
}

/**
 * Debian's own kernel on an emulated machine of two CPUs.
 * @throws LabFailure when it is not to be had
 */
export async function prepareStock(version: StockVersion): Promise<GuestKernel> {
  const { kernel, tools, emulator } = await prepareStockParts(version);
  const files = { kernel, emulator };
  const accelerator = await findAccelerator(files);
  return {
    title: `stock kernel ${version}`,
    kernel,
    tools,
    lines: { CONTROL: '/dev/vport0p1', STDOUT: '/dev/vport0p2', STDERR: '/dev/vport0p3', TERMINAL: '/dev/hvc0' },
    // It is ready within 20, on a busy machine 60.
    bootLimit: 300,
    environment: { LAB_TIME_FACTOR: accelerator === 'tcg' ? '8' : '1', TMPDIR: GUEST_TEMPORARY },
    machine: (folder, terminal) => ({
      program: qemu(files),
      args: [...machine(files, accelerator, [`lab=${folder}`]), '-no-reboot', ...lines(terminal), ...rootFileSystem()],
      environment: {},
    }),
  };
}

/** KVM where it brings a kernel to life: the device may be there and do nothing. */
export async function findAccelerator(files: Files): Promise<Accelerator> {
  const args = ['-s', 'KILL', String(KVM_LIMIT), qemu(files), ...machine(files, 'kvm'), '-no-reboot'];
  const { stdout } = await run('timeout', args);
  return stdout.includes('the machine runs') ? 'kvm' : 'tcg';
}

export function qemu({ emulator }: Files): string {
  return join(emulator, 'root/usr/bin/qemu-system-x86_64');
}

/**
 * The machine, the kernel that it boots with these parameters, and the kernel's console, which is the emulator's
 * standard output.
 */
export function machine(
  { kernel, emulator }: Files,
  accelerator: Accelerator,
  parameters: readonly string[] = [],
  initrd = 'initrd',
): string[] {
  const share = join(emulator, 'root/usr/share');
  return [
    ...['-L', join(share, 'qemu'), '-L', join(share, 'seabios'), '-nodefaults', '-display', 'none'],
    ...['-machine', 'q35', '-accel', accelerator === 'tcg' ? 'tcg,thread=multi' : accelerator],
    // A fifth level of page tables would be one more look-up for the emulator.
    ...['-cpu', 'max,la57=off'],
    ...['-smp', '2', '-m', `${MEMORY}M`, '-kernel', join(kernel, 'vmlinuz'), '-initrd', join(kernel, initrd)],
    ...['-append', `console=ttyS0 quiet panic=-1 mitigations=off rdinit=/init ${parameters.join(' ')}`],
    ...['-chardev', 'stdio,id=log,signal=off', '-serial', 'chardev:log'],
  ];
}

/** A descriptor as a port of the guest, `/dev/vport0pNUMBER`; the bus is to be made before. */
export function port(nr: number, descriptor: number): string[] {
  return [
    ...['-chardev', `socket,id=line${nr},fd=${descriptor}`],
    ...['-device', `virtserialport,bus=lines.0,nr=${nr},chardev=line${nr}`],
  ];
}

/** Descriptors 3, 4, 5 and 6 as ports of the guest. A serial port would take every byte apart. */
function lines(terminal: boolean): string[] {
  const console = [
    // Not opened anew: /dev/tty would be another terminal, or none, to a process of another session.
    ...['-add-fd', 'fd=6,set=1', '-chardev', 'serial,id=terminal,path=/dev/fdset/1'],
    ...['-device', 'virtconsole,bus=lines.0,nr=4,chardev=terminal'],
  ];
  const ports = [...port(1, 3), ...port(2, 4), ...port(3, 5)];
  return ['-device', 'virtio-serial-pci,id=lines', ...ports, ...(terminal ? console : [])];
}

/** This machine's files. Only root can give a file the owner that the guest wants. */
function rootFileSystem(): string[] {
  const owners = process.getuid?.() === 0 ? 'passthrough' : 'none';
  return [
    ...['-fsdev', `local,id=root,path=/,security_model=${owners},multidevs=remap`],
    ...['-device', 'virtio-9p-pci,fsdev=root,mount_tag=root'],
  ];
}
