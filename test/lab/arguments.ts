import { LabFailure } from './failure.ts';
import { DEFAULT_KERNEL, isKernelVersion, KERNELS, type KernelVersion } from './kernels.ts';

export const USAGE = `Usage: npm run lab -- [--kernel ${KERNELS.join('|')}] [--native] [--timeout SECONDS] [COMMAND [ARGUMENT]...]`;

/** What to run, and where. */
export interface LabOptions {
  readonly kernel: KernelVersion;
  /** Run in namespaces of this machine's own kernel; `kernel` is not used then. */
  readonly native: boolean;
  /** Seconds from the kernel's start until the command is ended. */
  readonly timeout: number;
  /** Program and arguments; empty for a shell. */
  readonly command: readonly string[];
}

/**
 * Reads the command line. Options end at the first word that is none, or at `--`: what follows belongs to the command.
 * @throws LabFailure on an unknown option, a value that is missing or not one of the known
 */
export function parseArguments(words: readonly string[]): LabOptions | 'help' {
  let kernel: KernelVersion = DEFAULT_KERNEL;
  let native = false;
  let timeout = 900;
  const rest = [...words];

  while (rest[0]?.startsWith('-')) {
    const word = rest.shift() ?? '';
    if (word === '--') break;
    if (word === '--help' || word === '-h') return 'help';
    const [option, attached] = splitOption(word);
    if (option === '--native' && attached === undefined) native = true;
    else if (option === '--kernel') kernel = parseKernel(attached ?? rest.shift());
    else if (option === '--timeout') timeout = parseSeconds(attached ?? rest.shift());
    else throw new LabFailure(`unknown option ${word}; ${USAGE}`);
  }
  return { kernel, native, timeout, command: rest };
}

/** `--name=value` in two. */
function splitOption(word: string): [name: string, value: string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function parseKernel(value: string | undefined): KernelVersion {
  if (value === undefined || !isKernelVersion(value)) {
    throw new LabFailure(`unknown kernel ${value ?? '(none given)'}: there are ${KERNELS.join(', ')}`);
  }
  return value;
}

/** A timer of Node holds at most 2^31 - 1 milliseconds, a little less than 25 days. */
const LONGEST = 2_147_483;

function parseSeconds(value: string | undefined): number {
  const seconds = Number(value);
  if (!value || !(seconds > 0) || seconds > LONGEST) {
    throw new LabFailure(`--timeout needs seconds between 0 and ${LONGEST}, not ${value ?? 'nothing'}`);
  }
  return seconds;
}
