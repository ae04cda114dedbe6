import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LabOptions } from './arguments.ts';
import { signalStatus, watchForEnd } from './ending.ts';
import { LabFailure } from './failure.ts';
import { frames } from './frames.ts';
import { MODULES } from './kernels.ts';
import { type Machine, type MachineProgram, startMachine } from './machine.ts';
import { makeRunFolder } from './run-folder.ts';
import { openTerminal } from './terminal.ts';

/** A kernel that is ready to be booted into guest.sh. */
export interface GuestKernel {
  /** Its name in messages. */
  readonly title: string;
  /** Folders of the parts: the kernel's holds `bin/modprobe`. */
  readonly kernel: string;
  readonly tools: string;
  /** What the machine's lines are in the guest, as guest.sh calls them. */
  readonly lines: Readonly<Record<'CONTROL' | 'STDOUT' | 'STDERR' | 'TERMINAL', string>>;
  /** Seconds until the guest must have said that it is ready. */
  readonly bootLimit: number;
  /** What the command finds in its environment besides the caller's. */
  readonly environment: Readonly<Record<string, string>>;
  /** The machine that boots it into guest.sh of `folder`. */
  readonly machine: (folder: string, terminal: boolean) => MachineProgram;
}

/**
 * Runs a command as root of a fresh guest, on this process's standard streams.
 * @returns the command's exit status
 * @throws LabFailure when the kernel does not start, or the time is over
 */
export async function runInGuest(guest: GuestKernel, { timeout, command }: LabOptions): Promise<number> {
  const terminal = openTerminal();
  const folder = makeRunFolder({
    script: 'guest.sh',
    command,
    environment: guest.environment,
    programs: [join(guest.kernel, 'bin'), join(guest.tools, 'bin')],
    extensions: join(guest.tools, 'root/usr/lib/x86_64-linux-gnu/xtables'),
    settings: {
      ...guest.lines,
      TERMINAL: terminal ? guest.lines.TERMINAL : '',
      ROWS: String(terminal?.rows ?? 0),
      COLUMNS: String(terminal?.columns ?? 0),
      MODPROBE: join(guest.kernel, 'bin/modprobe'),
      MODULES: MODULES.join(' '),
    },
  });
  const machine = startMachine(guest.machine(folder, terminal !== undefined), folder, terminal?.fd);
  try {
    return await follow(machine, guest, timeout, terminal === undefined);
  } finally {
    terminal?.restore();
  }
}

/** Passes the streams on until the machine has ended, and tells why it has. */
async function follow(
  machine: Machine,
  { title, bootLimit }: GuestKernel,
  timeout: number,
  relayStreams: boolean,
): Promise<number> {
  let ready = false;
  let end: number | LabFailure | undefined;
  /** Bytes of output that the guest has sent in all; known at the command's end. */
  let sent: number | undefined;
  let received = 0;
  const stop = (reason: number | LabFailure) => {
    end ??= reason;
    machine.stop();
  };
  const stopWhenReceived = () => {
    if (received === sent) machine.stop();
  };
  const unwatch = watchForEnd(timeout, stop);
  const limit = setTimeout(() => stop(new LabFailure(`${title} did not start in ${bootLimit} s`)), bootLimit * 1000);

  const lines = createInterface({ input: machine.control });
  // The machine may end with input unread, which is no failure of the run: its status has come, or its end tells.
  lines.on('error', () => process.stdin.destroy());
  lines.on('line', (line) => {
    const [word, ...numbers] = line.split(' ');
    if (word === 'ready') {
      ready = true;
      // Its chatter at the start would not explain a later end.
      machine.takeLog();
      clearTimeout(limit);
      if (relayStreams) sendInput(machine);
    } else if (word === 'exit') {
      const [status, stdout, stderr] = numbers.map(Number);
      end ??= status;
      sent = (stdout ?? 0) + (stderr ?? 0);
      stopWhenReceived();
    }
  });
  const count = (bytes: number) => {
    received += bytes;
    stopWhenReceived();
  };
  relay(machine.stdout, process.stdout, count, stop);
  relay(machine.stderr, process.stderr, count, stop);
  await once(machine.process, 'close');
  clearTimeout(limit);
  unwatch();

  if (end instanceof LabFailure) throw end;
  if (end !== undefined) return end;
  const what = ready ? 'stopped before the command ended' : 'did not start';
  throw new LabFailure(`${title} ${what}: ${explain(machine.takeLog())}`);
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
function relay(
  from: NodeJS.ReadableStream,
  to: NodeJS.WriteStream,
  count: (bytes: number) => void,
  stop: (status: number) => void,
): void {
  from.pipe(to, { end: false });
  from.on('data', (chunk: Buffer) => count(chunk.length));
  to.on('error', () => {
    stop(signalStatus('SIGPIPE'));
    from.resume();
  });
}
