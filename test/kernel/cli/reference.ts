/** The C tool that ours is compared with: Debian's ipvsadm 1.31, which the lab has on its path as `ipvsadm-c`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Etc } from './etc.ts';
import { type Outcome, withoutSize } from './outcome.ts';

const path = spawnSync('sh', ['-c', 'command -v ipvsadm-c'], { encoding: 'utf8' }).stdout.trim();

/** Why nothing can be compared here; `undefined` where it can. */
export const missing = path === '' ? 'the C tool is not there: no ipvsadm-c on the path' : undefined;

/** What a run leaves to see, and what the kernel has after it, in the words of the C tool. */
export interface Observation extends Outcome {
  readonly state: string;
}

/** A command line, and what it reads. */
export interface Invocation {
  readonly words: readonly string[];
  readonly input?: string;
}

const CLEAR = '-C\n--set 900 120 300\n';
const STATE = '-S -n\n-L -n --thresholds\n-L --timeout\n-L --daemon\n';
const rules = (input: string): Invocation => ({ words: ['-R'], input });

/** Follows everything that a run has written; no run writes it. */
const END = '\x1e';

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

const given = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a run without an outcome');
  return value;
};

/** The output of a run that ought to succeed. */
function expectDone(outcome: Outcome | undefined): string {
  const { status, stdout, stderr } = given(outcome);
  if (status !== 0 || stderr !== '') throw new Error(`the set-up failed with ${status}: ${stderr}`);
  return stdout;
}

/** Starts processes from a shell: a fork of this process, with all that a test runner has in memory, costs more than their run. */
export class Reference {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ipvsadm-reference-'));
  readonly #shell: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  /** @param etc where names are looked up, if not in this machine's `/etc` */
  constructor(etc?: Etc) {
    // Its own name is a part of what the tool prints.
    symlinkSync(path, this.#file('ipvsadm'));
    const env = { ...process.env, PATH: `${this.#folder}:${process.env.PATH ?? ''}` };
    const [program = '', ...words] = etc?.words(['sh']) ?? ['sh'];
    const shell = spawn(program, words, { cwd: this.#folder, env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface(shell.stdout)[Symbol.asyncIterator]();
    this.#shell = shell;
  }

  /** Runs the C tool on a fresh table, and makes the table fresh again for ours. */
  async observe(setup: string, words: readonly string[], input: string): Promise<Observation> {
    // The kernel's own order may change with every new table (Linux 7.2), so where it is asked for both read the same.
    const again = words.includes('--nosort') ? '' : CLEAR + setup;
    const [before, outcome, after] = await this.run([rules(CLEAR + setup), { words, input }, rules(STATE + again)]);
    expectDone(before);
    return { ...given(outcome), state: expectDone(after) };
  }

  /** What the kernel has now. */
  async state(): Promise<string> {
    const [state] = await this.run([rules(STATE)]);
    return expectDone(state);
  }

  /** What the kernel has now; leaves an empty table. */
  async takeState(): Promise<string> {
    const [state] = await this.run([rules(STATE + CLEAR)]);
    return expectDone(state);
  }

  /** What command lines do on an empty table, and what the kernel has then; leaves an empty table. */
  async compare(lines: readonly Invocation[]): Promise<{ outcomes: Outcome[]; theirs: string }> {
    const outcomes = await this.run([...lines, rules(STATE + CLEAR)]);
    return { theirs: expectDone(outcomes.pop()), outcomes };
  }

  /** What the kernel has when the C tool has read rules on an empty table; leaves an empty table. */
  async restored(input: string): Promise<string> {
    const [state] = await this.run([rules(input + STATE + CLEAR)]);
    return expectDone(state);
  }

  /**
   * Runs the C tool with several command lines, one after the other.
   *
   * All write to the same two files, and a mark follows what each has written. After a run, standard output gets its status
   * between two marks, and standard error one mark. Split at the marks, `out` has two parts a run, its output and its status,
   * and `err` has one.
   */
  async run(lines: readonly Invocation[]): Promise<Outcome[]> {
    const script = lines.flatMap(({ words, input = '' }, at) => {
      if (input !== '') this.#write(`in${at}`, input);
      return [
        `ipvsadm ${words.map(quoted).join(' ')} <${input === '' ? '/dev/null' : `in${at}`} >>out 2>>err`,
        `printf '${END}%d${END}' $? >>out; printf '${END}' >>err`,
        // A daemon that is stopped before its thread has run leaves the C tool waiting for ever.
        ...(words.some((word) => word.includes('start-daemon')) ? ['sleep 0.05'] : []),
      ];
    });
    await this.#script(': >out; : >err', ...script, 'echo done');
    const [out, err] = [this.#read('out').split(END), this.#read('err').split(END)];
    return lines.map((_, at) => ({
      status: Number(out[2 * at + 1]),
      stdout: withoutSize(out[2 * at] ?? ''),
      stderr: err[at] ?? '',
    }));
  }

  close(): void {
    this.#shell.kill();
    rmSync(this.#folder, { recursive: true });
  }

  /** Runs a script that prints one line at its end. */
  async #script(...lines: readonly string[]): Promise<void> {
    this.#shell.stdin?.write(`${lines.join('\n')}\n`);
    if ((await this.#answers.next()).done) throw new Error('the shell has ended');
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }

  #write(name: string, text: string): void {
    writeFileSync(this.#file(name), text);
  }

  #read(name: string): string {
    return readFileSync(this.#file(name), 'utf8');
  }
}
