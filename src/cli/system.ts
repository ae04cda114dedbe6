import { readFileSync } from 'node:fs';
import { IpvsClient } from '../ipvs/client.ts';
import { hasIpvs } from '../ipvs/proc/table.ts';
import { codeOf } from '../netlink/errors.ts';
import { log, startDetached } from './detached.ts';
import type { Environment, Folders } from './environment.ts';
import { EXIT, signalStatus } from './exit-status.ts';
import { type Output, readFully, writeFully } from './files/streams.ts';
import { decodeText } from './files/text.ts';
import type { SystemNames } from './names/system-names.ts';
import { Pause } from './pause.ts';
import { Progress } from './progress.ts';
import { CommandError, cannot } from './report/errors.ts';
import { explain } from './report/wording.ts';
import { systemFolders } from './state/namespace.ts';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/**
 * This process, its files and its kernel, as commands see them.
 *
 * @param self returns the words that start this program
 */
export function systemEnvironment(names: SystemNames, self: () => readonly string[]): Environment {
  const pause = new Pause();
  const progress = new Progress();
  const tracing = traceOption();
  let opened: Promise<IpvsClient> | undefined;
  let folders: Folders | undefined;
  return {
    client: () => {
      opened ??= IpvsClient.open(tracing).catch(startFailed);
      return opened;
    },
    hasIpvs,
    tracing,
    names,
    write,
    // To load it takes 2 ms.
    isTerminal: async () => (await import('node:tty')).isatty(STDOUT),
    readInput,
    readFile,
    showProgress: (text) => {
      const { isTTY, columns } = process.stderr;
      if (isTTY) writeError(progress.replaceBy(text, columns || 80));
    },
    folders: () => {
      folders ??= systemFolders();
      return folders;
    },
    startDetached: (words) => startDetached([...self(), ...words]),
    log,
    pause: (milliseconds) => pause.wait(milliseconds),
  };
}

/** With IPVSADM_TRACE=1 in the environment, each netlink message is shown on standard error. */
const traceOption = () =>
  process.env.IPVSADM_TRACE === '1' ? { trace: (line: string) => writeError(`${line}\n`) } : {};

/** The words of the command line. Node puts U+FFFD in place of bytes that are not UTF-8; the kernel still has them. */
export function readWords(): string[] {
  const words = process.argv.slice(2);
  if (!words.some((word) => word.includes('\ufffd'))) return words;
  try {
    return decodeText(readFileSync('/proc/self/cmdline')).split('\0').slice(0, -1).slice(-words.length);
  } catch {
    return words;
  }
}

/** Whatever keeps the client from opening is a failure of the start, as in ipvsadm 1.31. */
function startFailed(cause: unknown): never {
  const { message, hint } = explain(cause);
  throw new CommandError(message, EXIT.startFailed, { cause, hint });
}

function write(text: Output): void {
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
    return decodeText(readFileSync(path));
  } catch (cause) {
    throw cannot(`read ${path}`, cause);
  }
}
