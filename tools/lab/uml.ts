import { join } from 'node:path';
import type { GuestKernel } from './guest.ts';
import type { KernelVersion } from './kernels.ts';
import type { MachineProgram } from './machine.ts';
import { GUEST_MEMORY, memoryFolder } from './memory.ts';
import { prepareKernel } from './parts.ts';
import { wideStateEnvironment } from './wide-state.ts';

/**
 * A kernel as an ordinary program, User-Mode Linux.
 * @throws LabFailure when it is not to be had
 */
export async function prepareUml(version: KernelVersion): Promise<GuestKernel> {
  const { kernel, tools } = await prepareKernel(version);
  const environment = await wideStateEnvironment();
  return {
    title: `kernel ${version}`,
    kernel,
    tools,
    lines: { CONTROL: '/dev/tty1', STDOUT: '/dev/tty2', STDERR: '/dev/tty3', TERMINAL: '/dev/tty4' },
    // It is ready within 3, on a busy machine 10.
    bootLimit: 120,
    environment: {},
    machine: (folder, terminal) => uml(join(kernel, 'root/usr/bin/linux.uml'), folder, terminal, environment),
  };
}

function uml(program: string, folder: string, terminal: boolean, environment: NodeJS.ProcessEnv): MachineProgram {
  // Root file system, memory and consoles; what follows `--` goes to init. con0 is for messages.
  const args = [
    ...['rootfstype=hostfs', 'rootflags=/', 'rw', `mem=${GUEST_MEMORY}M`, 'quiet', `uml_dir=${folder}/`, 'umid=lab'],
    ...['con=null', 'con0=null,fd:1', 'con1=fd:3', 'con2=null,fd:4', 'con3=null,fd:5'],
    ...(terminal ? ['con4=fd:6'] : []),
    ...['init=/bin/sh', '--', join(folder, 'guest.sh'), folder],
  ];
  return { program, args, environment: { ...environment, TMPDIR: memoryFolder(folder) } };
}
