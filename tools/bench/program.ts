import type { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Every Debian has it. */
export const PERL = 'perl';

const USAGE = fileURLToPath(new URL('usage.pl', import.meta.url));

/** One run of a program. */
export interface Run {
  /** Program and arguments. */
  readonly words: readonly string[];
  /** File for standard input; empty input when absent. */
  readonly input?: string | undefined;
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** File of the network namespace to run in; this process's own when absent. */
  readonly namespace?: string | undefined;
}

/** What a run took. */
export interface Usage {
  /** From just before the program's start until it has ended. */
  readonly milliseconds: number;
  /** Peak resident memory; for a script, that of its largest process. */
  readonly kibibytes: number;
}

/**
 * Runs a program to its end. What it prints goes to /dev/null, so that no reader's speed is measured with it.
 *
 * @throws Error when it does not end with status 0: a failure is not worth measuring
 */
export function run({ words, input = '/dev/null', environment, namespace = '' }: Run): Usage {
  const stdin = openSync(input, 'r');
  try {
    const { error, stderr, output } = spawnSync(PERL, [USAGE, namespace, ...words], {
      stdio: [stdin, 'ignore', 'pipe', 'pipe'],
      env: environment,
    });
    if (error) throw error;
    const report = output[3];
    if (report?.length !== REPORT_BYTES) throw new Error(`cannot measure ${words.join(' ')}: ${stderr}`);
    const { end, ...usage } = decode(report);
    if (end === undefined) return usage;
    throw new Error(`${words.join(' ')} ended with ${end}: ${stderr.toString().trim()}`);
  } finally {
    closeSync(stdin);
  }
}

const TIMESPEC_BYTES = 16;
const STATUS_AT = 2 * TIMESPEC_BYTES;
const RUSAGE_AT = STATUS_AT + 4;
/** `ru_maxrss` follows two times of 16 bytes. */
const PEAK_AT = RUSAGE_AT + 32;
const REPORT_BYTES = RUSAGE_AT + 144;

/** Decodes what usage.pl writes. `end` says how a program failed. */
export function decode(report: Buffer): Usage & { readonly end: string | undefined } {
  const status = report.readInt32LE(STATUS_AT);
  const signal = status & 0x7f;
  return {
    milliseconds: readTimespec(report, TIMESPEC_BYTES) - readTimespec(report, 0),
    kibibytes: Number(report.readBigInt64LE(PEAK_AT)),
    end: status === 0 ? undefined : signal === 0 ? `status ${status >> 8}` : `signal ${signal}`,
  };
}

/** A timespec in milliseconds. */
const readTimespec = (report: Buffer, offset: number): number =>
  Number(report.readBigInt64LE(offset)) * 1e3 + Number(report.readBigInt64LE(offset + 8)) / 1e6;
