import { readFileSync } from 'node:fs';
import process from 'node:process';
import { IpvsClient } from '../ipvs/client.ts';
import { hasIpvs } from '../ipvs/proc/table.ts';
import { codeOf } from '../netlink/errors.ts';
import type { Environment } from './environment.ts';
import { EXIT, signalStatus } from './exit-status.ts';
import { readFully, writeFully } from './files/streams.ts';
import type { SystemNames } from './names/system-names.ts';
import { Pause } from './pause.ts';
import { CommandError, cannot } from './report/errors.ts';
import { explain } from './report/wording.ts';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** This process, its files and its kernel, as commands see them. */
export function systemEnvironment(names: SystemNames): Environment {
  const pause = new Pause();
  let opened: Promise<IpvsClient> | undefined;
  return {
    client: () => {
      opened ??= IpvsClient.open().catch(startFailed);
      return opened;
    },
    hasIpvs,
    names,
    write,
    readInput,
    readFile,
    showProgress,
    pause: (milliseconds) => pause.wait(milliseconds),
  };
}

/** Whatever keeps the client from opening is a failure of the start, as in ipvsadm 1.31. */
function startFailed(cause: unknown): never {
  const { message, hint } = explain(cause);
  throw new CommandError(message, EXIT.startFailed, { cause, hint });
}

function write(text: string | Uint8Array): void {
  try {
    writeFully(STDOUT, text);
  } catch (cause) {
    // The reader has seen enough (`| head`): that is not a failure of ours, and nothing to talk about.
    if (codeOf(cause) === 'EPIPE') process.exit(signalStatus('SIGPIPE'));
    throw cannot('write to standard output', cause);
  }
}

/** Writes what a command has to say beside its output. Where standard error is closed, the exit status must do. */
export function writeError(text: string): void {
  try {
    writeFully(STDERR, text);
  } catch {}
}

function readInput(): string {
  try {
    return readFully(STDIN);
  } catch (cause) {
    throw cannot('read standard input', cause);
  }
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw cannot(`read ${path}`, cause);
  }
}

/** Cuts a line to the width of the terminal: of one that wraps, only the last row could be taken away again. */
function showProgress(text: string): void {
  const { isTTY, columns } = process.stderr;
  if (isTTY) writeError(`\r\x1b[K${text.endsWith('\n') ? text : text.slice(0, (columns || 80) - 1)}`);
}
