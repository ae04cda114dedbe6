import { readFileSync } from 'node:fs';
import process from 'node:process';
import { IpvsClient } from '../ipvs/client.ts';
import { hasIpvs } from '../ipvs/proc/table.ts';
import { readFully, writeFully } from './files/streams.ts';
import { SystemNames, withNames } from './names/system-names.ts';
import { PROGRAMS, type ProgramName } from './programs.ts';
import { CommandError, LISTING_STATUS, STARTUP_STATUS } from './report/errors.ts';
import { describe, errorText } from './report/wording.ts';
import { run } from './run.ts';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Exit status of a process that the closed end of a pipe has ended, as a shell shows it: 128 + SIGPIPE. */
const BROKEN_PIPE_STATUS = 141;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

function write(text: string | Uint8Array): void {
  try {
    writeFully(STDOUT, text);
  } catch (error) {
    // The reader has seen enough (`| head`): that is no failure of ours, and nothing to talk about.
    if (codeOf(error) === 'EPIPE') process.exit(BROKEN_PIPE_STATUS);
    throw new CommandError(`cannot write to standard output: ${codeOf(error)}`, LISTING_STATUS, { cause: error });
  }
}

/** Whatever keeps the client from opening is a failure of the start, as in ipvsadm 1.31. */
function startupFailure(error: unknown): never {
  const { message, hint } = describe(error);
  throw new CommandError(message, STARTUP_STATUS, { cause: error, hint });
}

function readInput(): string {
  try {
    return readFully(STDIN);
  } catch (error) {
    throw new CommandError(`cannot read standard input: ${codeOf(error)}`, LISTING_STATUS, { cause: error });
  }
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`cannot read ${path}: ${codeOf(error)}`, LISTING_STATUS, { cause: error });
  }
}

/** Shows a line in place of the one before, where a user watches. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) writeFully(STDERR, `\r\x1b[K${text}`);
}

/** The first signal since the first `pause` that would have ended the process. */
let caught: NodeJS.Signals | undefined;
let endPause: (() => void) | undefined;

function catchSignal(signal: NodeJS.Signals): void {
  caught ??= signal;
  endPause?.();
}

/**
 * Waits, for less time when a signal comes that would end the process: which one it was is answered. One that comes between
 * two waits ends the second at once.
 */
function pause(milliseconds: number): Promise<NodeJS.Signals | undefined> {
  if (endPause === undefined) for (const name of ENDING_SIGNALS) process.on(name, catchSignal);
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      resolve(caught);
    };
    const timer = setTimeout(end, caught === undefined ? milliseconds : 0);
    endPause = end;
  });
}

/**
 * The command line's entry: reads the words, runs the command, prints, and ends the process with the status that
 * ipvsadm 1.31 would give.
 *
 * @param program which of the package's programs this process is
 */
export async function main(program: ProgramName): Promise<never> {
  // Callers read standard error together with the listing: nothing but our own lines may ever be there.
  process.removeAllListeners('warning');
  let status = 0;
  let opened: Promise<IpvsClient> | undefined;
  const names = new SystemNames();
  try {
    const words = process.argv.slice(2);
    const command = await withNames(names, () => PROGRAMS[program](words, names));
    status = await run(command, {
      client: () => {
        opened ??= IpvsClient.open().catch(startupFailure);
        return opened;
      },
      hasIpvs,
      names,
      write,
      readInput,
      readFile,
      showProgress,
      pause,
    });
  } catch (error) {
    const description = describe(error);
    status = description.status;
    try {
      writeFully(STDERR, errorText(description));
    } catch {
      // With nowhere to tell it, the status has to do.
    }
  }
  process.exit(status);
}
