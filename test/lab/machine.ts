import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Duplex } from 'node:stream';
import { GUEST_MEMORY, memoryFolder } from './memory.ts';

/** A User-Mode Linux that runs, as a process of this machine. */
export interface Machine {
  /** The guard: it closes when the machine and everything of it has ended. */
  readonly process: ChildProcess;
  /** tty1: lines from the guest, frames of standard input to it. */
  readonly control: Duplex;
  /** tty2 and tty3: the command's output. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** What the kernel and guest.sh have printed since this was last asked for, no more than its last 4000 characters. */
  readonly takeLog: () => string;
  /** Ends the machine at once. What the guest has not synced is lost. */
  readonly stop: () => void;
}

/**
 * Stands between the launcher and the machine. SIGTERM, from the launcher or from the kernel when the launcher has
 * died, ends every process of the machine by one kill of its group: were the tracing process to die alone, the traced
 * ones would go on with the guest's programs on the host itself. The signal may come more than once, and so may interrupt
 * more than one wait; a shell that reports a killed child to a launcher that is gone would die of SIGPIPE.
 */
const GUARD = `
folder=$1; shift
trap 'kill -KILL "-$machine" "$machine"' TERM
"$@" &
machine=$!
exec >/dev/null 2>&1
while kill -0 "$machine"; do wait "$machine"; done
rm -rf "$folder"
`;

/** Boots the kernel `program` into guest.sh of `folder`, which is removed at the end. `terminal` becomes its tty4. */
export function startMachine(program: string, folder: string, terminal: number | undefined): Machine {
  // Root file system, memory and consoles (descriptors 3 to 6 below); what follows `--` goes to init.
  const parameters = [
    ...['rootfstype=hostfs', 'rootflags=/', 'rw', `mem=${GUEST_MEMORY}M`, 'quiet', `uml_dir=${folder}/`, 'umid=lab'],
    ...['con=null', 'con0=null,fd:1', 'con1=fd:3', 'con2=null,fd:4', 'con3=null,fd:5'],
    ...(terminal === undefined ? [] : ['con4=fd:6']),
    ...['init=/bin/sh', '--', join(folder, 'guest.sh'), folder],
  ];
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'TERM', '--', 'sh', '-c', GUARD, 'guard', folder, program, ...parameters],
    {
      // A session of its own: Ctrl-C is for the launcher, which ends the machine in order.
      detached: true,
      env: { PATH: process.env.PATH, TMPDIR: memoryFolder(folder) },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe', terminal ?? 'ignore'],
    },
  );
  const line = (descriptor: number): Duplex => {
    const stream = child.stdio[descriptor];
    if (!(stream instanceof Duplex)) throw new TypeError(`descriptor ${descriptor} is no pipe`);
    return stream;
  };
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString('latin1')).slice(-4000);
    });
  }
  return {
    process: child,
    control: line(3),
    stdout: line(4),
    stderr: line(5),
    takeLog: () => {
      const taken = log;
      log = '';
      return taken;
    },
    stop: () => child.kill('SIGTERM'),
  };
}
