import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LabOptions } from './arguments.ts';
import { signalStatus, watchForEnd } from './ending.ts';
import { LabFailure } from './failure.ts';
import { frames } from './frames.ts';
import { MODULES } from './kernels.ts';
import { type Machine, startMachine } from './machine.ts';
import { prepareKernel } from './parts.ts';
import { makeRunFolder } from './run-folder.ts';
import { openTerminal } from './terminal.ts';

/** Seconds until the guest must have said that it is ready; it does within 3, on a busy machine 10. */
const BOOT_LIMIT = 120;

/** Seconds that the guest has to power off; it does at once. */
const POWER_OFF_LIMIT = 5;

/**
 * Runs a command as root of a fresh User-Mode Linux, on this process's standard streams.
 * @returns the command's exit status
 * @throws LabFailure when the kernel is not to be had, does not start, or the time is over
 */
export async function runInUml({ kernel, timeout, command }: LabOptions): Promise<number> {
  const parts = await prepareKernel(kernel);
  const terminal = openTerminal();
  const folder = makeRunFolder({
    script: 'guest.sh',
    command,
    programs: [join(parts.kernel, 'bin'), join(parts.tools, 'bin')],
    extensions: join(parts.tools, 'root/usr/lib/x86_64-linux-gnu/xtables'),
    settings: {
      MODPROBE: join(parts.kernel, 'bin/modprobe'),
      MODULES: MODULES.join(' '),
      TERMINAL: terminal ? 'yes' : '',
      ROWS: String(terminal?.rows ?? 0),
      COLUMNS: String(terminal?.columns ?? 0),
    },
  });
  const machine = startMachine(join(parts.kernel, 'root/usr/bin/linux.uml'), folder, terminal?.fd);
  try {
    return await follow(machine, kernel, timeout, terminal === undefined);
  } finally {
    terminal?.restore();
  }
}

/** Passes the streams on until the machine has ended, and tells why it has. */
async function follow(machine: Machine, kernel: string, timeout: number, relayStreams: boolean): Promise<number> {
  let ready = false;
  let end: number | LabFailure | undefined;
  const stop = (reason: number | LabFailure) => {
    end ??= reason;
    machine.stop();
  };
  const unwatch = watchForEnd(timeout, stop);
  let limit = setTimeout(
    () => stop(new LabFailure(`kernel ${kernel} did not start in ${BOOT_LIMIT} s`)),
    BOOT_LIMIT * 1000,
  );

  const lines = createInterface({ input: machine.control });
  // The machine may end with input unread, which is no failure of the run: its status has come, or its end tells.
  lines.on('error', () => process.stdin.destroy());
  lines.on('line', (line) => {
    if (line === 'ready') {
      ready = true;
      // Its chatter at the start would not explain a later end.
      machine.takeLog();
      clearTimeout(limit);
      if (relayStreams) sendInput(machine);
    } else if (line.startsWith('exit ')) {
      end ??= Number(line.slice('exit '.length));
      clearTimeout(limit);
      limit = setTimeout(machine.stop, POWER_OFF_LIMIT * 1000);
    }
  });
  relay(machine.stdout, process.stdout, stop);
  relay(machine.stderr, process.stderr, stop);
  await once(machine.process, 'close');
  clearTimeout(limit);
  unwatch();

  if (end instanceof LabFailure) throw end;
  if (end !== undefined) return end;
  const what = ready ? 'stopped before the command ended' : 'did not start';
  throw new LabFailure(`kernel ${kernel} ${what}: ${explain(machine.takeLog())}`);
}

/** The line of the kernel's messages that says why it ended: a panic is followed by a long trace. */
function explain(log: string): string {
  const lines = log.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => line.includes('Kernel panic')) ?? lines.findLast((line) => line !== '') ?? 'it said nothing'
  );
}

function sendInput({ control }: Machine): void {
  // The line stays open at the end of input: it carries the exit status back.
  process.stdin.pipe(frames()).pipe(control, { end: false });
  // A standard input that cannot be read, a folder say, is an empty one.
  process.stdin.on('error', () => control.write('0\n'));
}

/** Copies until the end; a reader that has gone ends the run as SIGPIPE does. */
function relay(from: NodeJS.ReadableStream, to: NodeJS.WriteStream, stop: (status: number) => void): void {
  from.pipe(to, { end: false });
  to.on('error', () => {
    stop(signalStatus('SIGPIPE'));
    from.resume();
  });
}
