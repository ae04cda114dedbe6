/** The C tool that ours is compared with: Debian's ipvsadm 1.31, which the lab has on its path as `ipvsadm-c`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Outcome } from './outcome.ts';

const path = spawnSync('sh', ['-c', 'command -v ipvsadm-c'], { encoding: 'utf8' }).stdout.trim();

/** Why nothing can be compared here; `undefined` where it can. */
export const missing = path === '' ? 'the C tool is not there: no ipvsadm-c on the path' : undefined;

/** What a run leaves to see, and what the kernel has after it, in the words of the C tool. */
export interface Observation extends Outcome {
  readonly state: string;
}

const STATE = '-S -n\n-L -n --thresholds\n-L --timeout\n-L --daemon\n';
const CLEAR = '-C\n--set 900 120 300\n';

/** Starts processes from a shell: a fork of this process, with all that a test runner has in memory, costs more than their run. */
export class Reference {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ipvsadm-reference-'));
  readonly #shell: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor() {
    // Its own name is a part of what the tool prints.
    symlinkSync(path, this.#file('ipvsadm'));
    const env = { ...process.env, PATH: `${this.#folder}:${process.env.PATH ?? ''}` };
    const shell = spawn('sh', [], { cwd: this.#folder, env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface(shell.stdout)[Symbol.asyncIterator]();
    this.#shell = shell;
  }

  /** Runs the C tool on a fresh table, and makes the table fresh again for ours. */
  async observe(setup: string, words: readonly string[], input: string): Promise<Observation> {
    this.#write('setup', CLEAR + setup);
    this.#write('state', `${STATE}${CLEAR}${setup}`);
    this.#write('in', input);
    const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const status = await this.#run(
      'ipvsadm -R <setup >failures 2>&1',
      `ipvsadm ${quoted} <in >out 2>err; status=$?`,
      'ipvsadm -R <state >after 2>>failures',
      'echo $status',
    );
    this.#expectNoFailures();
    return { status: Number(status), stdout: this.#read('out'), stderr: this.#read('err'), state: this.#read('after') };
  }

  /** What the kernel has now. */
  async state(): Promise<string> {
    this.#write('state', STATE);
    await this.#run('ipvsadm -R <state >after 2>failures', 'echo done');
    this.#expectNoFailures();
    return this.#read('after');
  }

  /** Stops the sync daemons, and waits until the kernel has ended their threads. */
  async stopDaemons(): Promise<void> {
    await this.#run(
      'ipvsadm --stop-daemon master 2>failures',
      'ipvsadm --stop-daemon backup 2>failures',
      'sleep 0.2',
      'echo done',
    );
  }

  close(): void {
    this.#shell.kill();
    rmSync(this.#folder, { recursive: true });
  }

  /** Runs a script that prints one line at its end. */
  async #run(...lines: readonly string[]): Promise<string> {
    this.#shell.stdin?.write(`${lines.join('\n')}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('the shell has ended');
    return value;
  }

  #expectNoFailures(): void {
    const failures = this.#read('failures');
    if (failures !== '') throw new Error(`the set-up failed: ${failures}`);
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
