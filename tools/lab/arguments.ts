import { LabFailure } from './failure.ts';
import {
  isKernelVersion,
  isStockVersion,
  KERNELS,
  type KernelVersion,
  STABLE_KERNEL,
  STOCK_KERNELS,
  type StockVersion,
} from './kernels.ts';

const PLACES = `[--kernel ${KERNELS.join('|')} | --stock [${STOCK_KERNELS.join('|')}] | --systemd | --native]`;

export const USAGE = `Usage: npm run lab -- ${PLACES} [--daemons] [--timeout SECONDS] [COMMAND [ARGUMENT]...]`;

/**
 * The kernel that the command runs on: User-Mode Linux, an emulated machine, one with a disk of its own that systemd
 * has booted, or this machine's own in namespaces.
 */
export type Place =
  | { readonly type: 'light'; readonly kernel: KernelVersion }
  | { readonly type: 'stock'; readonly kernel: StockVersion }
  | { readonly type: 'systemd' }
  | { readonly type: 'native' };

/** What to run, and where. */
export interface LabOptions {
  readonly place: Place;
  /** Have keepalived and the like there, which are downloaded for it. */
  readonly daemons: boolean;
  /** Seconds from the kernel's start until the command is ended. */
  readonly timeout: number;
  /** Program and arguments; empty for a shell. */
  readonly command: readonly string[];
}

/**
 * Reads the command line. Options end at the first word that is none, or at `--`: what follows belongs to the command.
 * @throws LabFailure on an unknown option, a value that is missing or not one of the known, a second place
 */
export function parseArguments(words: readonly string[]): LabOptions | 'help' {
  const places: Place[] = [];
  let daemons = false;
  let timeout = 900;
  const rest = [...words];

  while (rest[0]?.startsWith('-')) {
    const word = rest.shift() ?? '';
    if (word === '--') break;
    if (word === '--help' || word === '-h') return 'help';
    const [option, attached] = splitOption(word);
    if (option === '--native' && attached === undefined) places.push({ type: 'native' });
    else if (option === '--systemd' && attached === undefined) places.push({ type: 'systemd' });
    else if (option === '--stock') places.push(stockPlace(attached ?? takeVersion(rest)));
    else if (option === '--kernel') places.push(lightPlace(attached ?? rest.shift()));
    else if (option === '--daemons' && attached === undefined) daemons = true;
    else if (option === '--timeout') timeout = parseSeconds(attached ?? rest.shift());
    else throw new LabFailure(`unknown option ${word}; ${USAGE}`);
  }
  if (places.length > 1)
    throw new LabFailure('--kernel, --stock, --systemd and --native exclude each other, and themselves');
  const [place = { type: 'light', kernel: STABLE_KERNEL }] = places;
  return { place, daemons, timeout, command: rest };
}

/** `--name=value` in two. */
function splitOption(word: string): [name: string, value: string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** The next word, if it is a version: no command is called by a number. */
function takeVersion(rest: string[]): string {
  return (/^\d[\d.]*$/.test(rest[0] ?? '') ? rest.shift() : undefined) ?? STABLE_KERNEL;
}

function lightPlace(value: string | undefined): Place {
  if (value === undefined || !isKernelVersion(value)) throw unknownKernel(value, KERNELS);
  return { type: 'light', kernel: value };
}

function stockPlace(value: string): Place {
  if (!isStockVersion(value)) throw unknownKernel(value, STOCK_KERNELS);
  return { type: 'stock', kernel: value };
}

function unknownKernel(value = '(none given)', known: readonly string[]): LabFailure {
  return new LabFailure(`unknown kernel ${value}: there are ${known.join(', ')}`);
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
