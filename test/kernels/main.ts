/**
 * Runs the tests that need a kernel on every kernel of the lab, one after the other, and prints what ran and what was skipped.
 * `--smoke` runs the few of `npm test`; words that follow name test files, as vitest takes them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ALL_KERNELS, SMOKE_FILES, SMOKE_KERNELS, type TestedKernel } from './kernels.ts';
import { isSuccess, type KernelOutcome, renderReport } from './report.ts';
import { RESULTS_FILE, Results } from './results.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const LAB = path('../lab/main.ts');
const VITEST = path('../../node_modules/.bin/vitest');
const REPORTER = path('reporter.ts');

/** Seconds for one kernel. */
const LIMIT = 7200;

const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-kernels-'));

async function runOn({ name, place }: TestedKernel, files: readonly string[]): Promise<KernelOutcome> {
  console.log(`\n== ${name}`);
  const file = join(folder, `${name}.json`);
  const began = performance.now();
  const vitest = [VITEST, 'run', '--project', 'kernel', '--reporter', 'default', '--reporter', REPORTER, ...files];
  const lab = spawn(
    process.execPath,
    ['--import', 'tsx', LAB, ...place, '--daemons', '--timeout', String(LIMIT), ...vitest],
    { env: { ...process.env, [RESULTS_FILE]: file }, stdio: ['ignore', 'inherit', 'pipe'] },
  );
  let complaint = '';
  createInterface({ input: lab.stderr }).on('line', (line) => {
    console.error(line);
    if (line.startsWith('lab: ')) complaint = line.slice('lab: '.length);
  });
  await once(lab, 'close');
  const seconds = (performance.now() - began) / 1000;
  if (!existsSync(file)) return { kernel: name, seconds, results: complaint || `ended with ${lab.exitCode}` };
  return { kernel: name, seconds, results: Results.parse(JSON.parse(readFileSync(file, 'utf8'))) };
}

const words = process.argv.slice(2);
const smoke = words[0] === '--smoke';
const files = smoke ? [...SMOKE_FILES, ...words.slice(1)] : words;
const outcomes: KernelOutcome[] = [];
try {
  for (const kernel of smoke ? SMOKE_KERNELS : ALL_KERNELS) outcomes.push(await runOn(kernel, files));
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`\n${renderReport(outcomes)}`);
process.exitCode = isSuccess(outcomes) ? 0 : 1;
