import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Run } from './kernels.ts';
import { afterCrash, filesToRepeat, hasCrashed, withRepeated } from './outcome.ts';
import { type Outcome, RESULTS_FILE, Results } from './results.ts';
import type { Store } from './store.ts';
import { Turns } from './turns.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const LAB = path('../lab/main.ts');
const VITEST = path('../../node_modules/.bin/vitest');
const REPORTER = path('reporter.ts');

/** Seconds for one guest. */
const LIMIT = 7200;

/** Runs tests in guests, and prints what they print. */
export class Guests {
  readonly #store: Store;
  readonly #turns = new Turns((text) => process.stdout.write(text));
  readonly #running = new Set<ChildProcess>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Runs tests in a guest. If only a few files failed, they run once more in a new one, to tell what fails always from
   * what is flaky. If the kernel crashes, all of them do.
   */
  async run(run: Run): Promise<Outcome> {
    const first = await this.#runWhole(run);
    const files = filesToRepeat(first);
    if (files.length === 0) return first;
    return withRepeated(first, await this.#runWhole({ ...run, choice: files }), files);
  }

  /** Ends all of them. */
  stop(): void {
    for (const lab of this.#running) lab.kill('SIGTERM');
  }

  async #runWhole(run: Run): Promise<Outcome> {
    const outcome = await this.#runOnce(run);
    return hasCrashed(outcome) ? afterCrash(outcome, await this.#runOnce(run)) : outcome;
  }

  async #runOnce(run: Run): Promise<Outcome> {
    const { kernel, part, place, choice, executable } = run;
    const turn = this.#turns.take();
    turn.write(`\n== ${kernel}, ${part}\n`);
    const file = this.#store.resultsFile(run);
    rmSync(file, { force: true });
    const began = performance.now();
    const vitest = [VITEST, 'run', '--project', 'kernel', '--reporter', 'default', '--reporter', REPORTER, ...choice];
    const program = executable ? { IPVSADM_PROGRAM: 'executable' } : {};
    const lab = spawn(
      process.execPath,
      ['--import', 'tsx', LAB, ...place, '--daemons', '--timeout', String(LIMIT), ...vitest],
      { env: { ...process.env, ...program, [RESULTS_FILE]: file }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#running.add(lab);
    lab.stdout.setEncoding('utf8').on('data', turn.write);
    let complaint = '';
    createInterface({ input: lab.stderr }).on('line', (line) => {
      turn.write(`${line}\n`);
      if (line.startsWith('lab: ')) complaint = line.slice('lab: '.length);
    });
    await once(lab, 'close');
    this.#running.delete(lab);
    turn.end();
    const seconds = (performance.now() - began) / 1000;
    const results = existsSync(file)
      ? Results.parse(JSON.parse(readFileSync(file, 'utf8')))
      : complaint || `ended with ${lab.exitCode}`;
    rmSync(file, { force: true });
    return { kernel, part, seconds, results, flaky: [] };
  }
}
