/** What a run of a command line leaves to see, and the two ways to run one: as a process, and in this one. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Environment } from '../../../src/cli/environment.ts';
import { SystemNames } from '../../../src/cli/names/system-names.ts';
import { PROGRAMS, type ProgramName } from '../../../src/cli/programs.ts';
import { errorText, explain } from '../../../src/cli/report/wording.ts';
import { run } from '../../../src/cli/run.ts';
import type { IpvsClient } from '../../../src/ipvs/client.ts';
import { isExecutable, programWords } from '../../../tools/programs.ts';
import { textOf } from '../../cli/output.ts';

/** Nothing can be written there: runs in this process keep nothing, and have no lock. */
const NOWHERE = '/dev/null';

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The words that start our ipvsadm. */
export const OURS = programWords('ipvsadm');

/**
 * A listing without the size of the connection table: on Linux 7.2 that follows the number of connections, a moment
 * later, and so may change between two listings of the same table.
 */
export const withoutSize = (listing: string): string =>
  listing.replace(/^(IP Virtual Server version \S+ \(size=)\d+\)$/gm, '$1…)');

/**
 * What of a run has to be the same with the C tool: not our hints, which that has not, and not what the kernel
 * changes by itself.
 */
export const comparable = ({ status, stdout, stderr }: Outcome): Outcome => ({
  status,
  stdout: withoutSize(stdout),
  stderr: stderr.replace(/^hint: .*\n/gm, ''),
});

/** Runs a program to its end. */
export function runProgram(program: string, words: readonly string[], input = ''): Outcome {
  const { status, stdout, stderr, error } = spawnSync(program, [...words], { input, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** Runs our command line as its users do. */
export const runOurs = (words: readonly string[], input?: string): Outcome =>
  runProgram(OURS[0], [...OURS.slice(1), ...words], input);

/** Starts a program of ours. */
export function startProgram(program: ProgramName, words: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const [command, ...first] = programWords(program);
  return spawn(command, [...first, ...words], options);
}

/** Runs a program of ours to its end, beside whatever else this process does. */
export async function runBeside(program: ProgramName, words: readonly string[], input = ''): Promise<Outcome> {
  const [command, ...first] = programWords(program);
  const child = spawn(command, [...first, ...words], { stdio: 'pipe' });
  // A program that ends without reading its input is not our concern.
  child.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
}

/**
 * Runs our command line: the executable, where that is what is tested, and else in this process, because a start of
 * Node costs half a second in the lab, and the differential test has hundreds.
 */
export const runCommand = (
  client: IpvsClient,
  words: readonly string[],
  input = '',
  program: ProgramName = 'ipvsadm',
): Promise<Outcome> => (isExecutable ? runBeside(program, words, input) : runInProcess(client, words, input, program));

/**
 * Runs our command line in this process: what `src/cli/main.ts` does, but for the process itself.
 *
 * @param environment parts of the world that the test replaces
 */
export async function runInProcess(
  client: IpvsClient,
  words: readonly string[],
  input = '',
  program: ProgramName = 'ipvsadm',
  environment: Partial<Environment> = {},
): Promise<Outcome> {
  const names = new SystemNames();
  let stdout = '';
  try {
    const command = await names.readWith(() => PROGRAMS[program](words, names));
    const status = await run(command, {
      client: async () => client,
      hasIpvs: () => true,
      names,
      write: (text) => {
        stdout += textOf(text);
      },
      tracing: {},
      readInput: () => input,
      readFile: (path) => readFileSync(path, 'utf8'),
      isTerminal: () => Promise.resolve(false),
      showProgress: () => undefined,
      folders: () => ({ lasting: NOWHERE, passing: NOWHERE }),
      startDetached: () => Promise.reject(new Error('only a process of its own can be left behind')),
      log: async () => undefined,
      pause: (milliseconds) => setTimeout(milliseconds, undefined),
      ...environment,
    });
    return { status, stdout, stderr: '' };
  } catch (error) {
    const description = explain(error);
    return { status: description.status, stdout, stderr: errorText(description) };
  }
}
