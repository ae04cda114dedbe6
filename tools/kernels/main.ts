/**
 * Runs the tests that need a kernel on every kernel of the lab, one after the other, and prints what ran and what was
 * skipped. Arguments name test files, as for vitest. `--only 'stock 6.12'` leaves out all other kernels, and may be
 * repeated. `--usual` runs the selection of `npm test`, some kernels at the same time.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { KERNEL_NAMES, type Run, runsOn, USUAL_RUNS } from './kernels.ts';
import {
  afterCrash,
  filesToRepeat,
  hasCrashed,
  isLeftOut,
  isPassed,
  isSuccess,
  type KernelOutcome,
  LEFT_OUT,
  renderReport,
  withRepeated,
} from './report.ts';
import { RESULTS_FILE, Results } from './results.ts';
import { Turns } from './turns.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const LAB = path('../lab/main.ts');
const VITEST = path('../../node_modules/.bin/vitest');
const REPORTER = path('reporter.ts');

/** Seconds for one kernel. */
const LIMIT = 7200;

/** Seconds after which `--usual` begins no other run. A slow machine takes three times as long as a usual one. */
const BEGIN_LIMIT = 2100;

const turns = new Turns((text) => process.stdout.write(text));

/** Runs tests on one kernel. If only a few files failed, they run once more in a new guest. */
async function carryOut(run: Run): Promise<KernelOutcome> {
  const first = await carryOutWhole(run);
  const files = filesToRepeat(first);
  if (files.length === 0) return first;
  const second = await carryOutWhole({ ...run, name: `${run.name} again`, choice: files });
  return withRepeated(first, second, files);
}

/** Runs tests on a kernel, and once more if the kernel crashes. */
async function carryOutWhole(run: Run): Promise<KernelOutcome> {
  const outcome = await carryOutOnce(run);
  return hasCrashed(outcome) ? afterCrash(outcome, await carryOutOnce(run)) : outcome;
}

async function carryOutOnce({ name, place, choice, executable }: Run): Promise<KernelOutcome> {
  const turn = turns.take();
  turn.write(`\n== ${name}\n`);
  const file = join(folder, `${name}.json`);
  const began = performance.now();
  const vitest = [VITEST, 'run', '--project', 'kernel', '--reporter', 'default', '--reporter', REPORTER, ...choice];
  const program = executable ? { IPVSADM_PROGRAM: 'executable' } : {};
  const lab = spawn(
    process.execPath,
    ['--import', 'tsx', LAB, ...place, '--daemons', '--timeout', String(LIMIT), ...vitest],
    { env: { ...process.env, ...program, [RESULTS_FILE]: file }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  lab.stdout.setEncoding('utf8').on('data', turn.write);
  let complaint = '';
  createInterface({ input: lab.stderr }).on('line', (line) => {
    turn.write(`${line}\n`);
    if (line.startsWith('lab: ')) complaint = line.slice('lab: '.length);
  });
  await once(lab, 'close');
  turn.end();
  const seconds = (performance.now() - began) / 1000;
  if (!existsSync(file)) return { kernel: name, seconds, results: complaint || `ended with ${lab.exitCode}` };
  return { kernel: name, seconds, results: Results.parse(JSON.parse(readFileSync(file, 'utf8'))) };
}

/**
 * Carries out runs in order, some at the same time, and returns their results in the same order.
 *
 * @param limit seconds after which none is begun
 */
async function carryOutAll(runs: readonly Run[], atATime: number, limit: number): Promise<KernelOutcome[]> {
  const began = performance.now();
  const outcomes: KernelOutcome[] = [];
  const waiting = [...runs.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, run] = next;
      const isLate = performance.now() - began > limit * 1000;
      outcomes[index] = isLate ? { kernel: run.name, seconds: 0, results: LEFT_OUT } : await carryOut(run);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return outcomes;
}

const { values, positionals } = parseArgs({
  options: { usual: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
});
const { usual, only } = values;
const stranger = only.find((name) => !KERNEL_NAMES.includes(name));
if (stranger !== undefined) {
  process.stderr.write(`kernels: ${stranger} is not one of ${KERNEL_NAMES.join(', ')}\n`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-kernels-'));
try {
  const runs = usual ? USUAL_RUNS : runsOn(only, positionals);
  // A light kernel uses one processor, an emulated one all of them.
  const outcomes = await carryOutAll(runs, usual ? 2 : 1, usual ? BEGIN_LIMIT : Number.POSITIVE_INFINITY);
  process.stdout.write(`\n${renderReport(outcomes)}`);
  const needed = outcomes.filter((_, index) => runs[index]?.needed);
  process.exitCode = isSuccess(outcomes) && needed.every((one) => isPassed(one) || isLeftOut(one)) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
