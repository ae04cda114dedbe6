import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { Duplex } from 'node:stream';

/** A machine that runs, as a process of this one. */
export interface Machine {
  /** The guard: it closes when the machine and everything of it has ended. */
  readonly process: ChildProcess;
  /** Lines from the guest, frames of standard input to it. */
  readonly control: Duplex;
  /** The command's output. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** What the kernel and guest.sh have printed since this was last asked for, no more than its last 4000 characters. */
  readonly takeLog: () => string;
  /** Ends the machine at once. What the guest has not synced is lost. */
  readonly stop: () => void;
}

/**
 * A program that is a machine. Its descriptors 3, 4 and 5 are the lines `control`, `stdout` and `stderr`, 6 is the
 * user's terminal, and to its own output it writes what its kernel prints.
 */
export interface MachineProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Stands between the launcher and the machine. SIGTERM, from the launcher or from the kernel when the launcher has
 * died, ends every process of the machine by one kill of its group: were the tracing process of User-Mode Linux to
 * die alone, the traced ones would go on with the guest's programs on the host itself. The signal may come more than
 * once, and so may interrupt more than one wait; a shell that reports a killed child to a launcher that is gone would
 * die of SIGPIPE.
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

/** Starts a machine. `folder`, which its guest is run from, is removed at its end. */
export function startMachine(
  { program, args, environment }: MachineProgram,
  folder: string,
  terminal: number | undefined,
): Machine {
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', 'sh', '-c', GUARD, 'guard', folder, program, ...args], {
    // A session of its own: Ctrl-C is for the launcher, which ends the machine in order.
    detached: true,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe', terminal ?? 'ignore'],
  });
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
