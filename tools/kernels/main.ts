/**
 * Runs the tests that need a kernel on every kernel of the lab, two guests at a time, and prints what ran and what was
 * skipped. Arguments name test files, as for vitest. `--only 'stock 6.12'` leaves out all other kernels, and may be
 * repeated. `--executable` runs everything by the executable. `--resume` goes on where a run was broken off, by what it
 * has left in `--folder`. `--usual` runs the selection of `npm test`, where what is flaky is no failure.
 */
import { constants } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { commitName } from './commit.ts';
import { Guests } from './guests.ts';
import { KERNEL_NAMES, runsFor, USUAL_RUNS } from './kernels.ts';
import { isLeftOut, isPassed, isSuccess, LEFT_OUT } from './outcome.ts';
import { renderReport, reportOf } from './report.ts';
import { Store } from './store.ts';

/** One processor each. */
const GUESTS_AT_A_TIME = 2;

/** Seconds after which `--usual` begins no other run. A slow machine takes three times as long as a usual one. */
const BEGIN_LIMIT = 2100;

const { values, positionals } = parseArgs({
  options: {
    usual: { type: 'boolean', default: false },
    executable: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    folder: { type: 'string', default: 'out/kernels' },
  },
  allowPositionals: true,
});
const { usual, executable, resume, only, folder } = values;

function refuse(why: string): never {
  process.stderr.write(`kernels: ${why}\n`);
  process.exit(1);
}

const stranger = only.find((name) => !KERNEL_NAMES.includes(name));
if (stranger !== undefined) refuse(`${stranger} is not one of ${KERNEL_NAMES.join(', ')}`);
const runs = usual ? USUAL_RUNS : runsFor({ only, choice: positionals, executable });
const commit = commitName();
const store = new Store(join(folder, usual ? 'usual' : executable ? 'executable' : 'node'));
const problem = resume ? store.resume(runs, commit) : undefined;
if (problem !== undefined) refuse(`cannot resume: ${problem}`);
if (!resume) store.begin(runs, commit);

const guests = new Guests(store);
let stoppedBy: NodeJS.Signals | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stoppedBy = signal;
    guests.stop();
  });
}

const began = performance.now();
const isLate = (): boolean => usual && performance.now() - began > BEGIN_LIMIT * 1000;
const outcomes = new Map(runs.map((run) => [run, store.outcomeOf(run)]));
const waiting = runs.filter((run) => outcomes.get(run) === undefined);

async function work(): Promise<void> {
  for (let run = waiting.shift(); run !== undefined && stoppedBy === undefined; run = waiting.shift()) {
    const { kernel, part } = run;
    const outcome = isLate() ? { kernel, part, seconds: 0, results: LEFT_OUT, flaky: [] } : await guests.run(run);
    // What was broken off says nothing of its tests.
    if (stoppedBy !== undefined) return;
    outcomes.set(run, outcome);
    if (!isLeftOut(outcome)) store.keep(run, outcome);
  }
}

await Promise.all(Array.from({ length: GUESTS_AT_A_TIME }, work));
if (stoppedBy !== undefined) {
  process.stderr.write('kernels: broken off; --resume goes on\n');
  process.exit(128 + constants.signals[stoppedBy]);
}
const all = runs.flatMap((run) => outcomes.get(run) ?? []);
const report = reportOf(all, commit);
process.stdout.write(`\n${renderReport(report)}\nas JSON: ${store.report(report)}\n`);
const needed = runs.filter((run) => run.needed).flatMap((run) => outcomes.get(run) ?? []);
const isNeededDone = needed.every((one) => isPassed(one) || isLeftOut(one));
const isFine = usual || report.flaky.length === 0;
process.exitCode = isSuccess(all) && isNeededDone && isFine ? 0 : 1;
