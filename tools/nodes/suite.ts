import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { NodeProgram } from './node.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A selection of tests, and where they run. */
export interface Suite {
  readonly title: string;
  /** Arguments between Node and vitest, which start vitest in another kernel. */
  readonly launcher: readonly string[];
  /** Arguments for vitest that choose the tests. */
  readonly choice: readonly string[];
}

/** The result of a suite. `output` shows what failed. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly success: boolean;
  readonly output: string;
}

/** The fields of Vitest's JSON report that we read. */
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  success: z.boolean(),
});

/** Runs a suite on a Node. It is also the first on the PATH, so that programs started by the tests use it too. */
export async function runSuite(node: NodeProgram, { launcher, choice }: Suite): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-nodes-'));
  const file = join(folder, 'report.json');
  const program = join(folder, 'node');
  const vitest = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...choice];
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  try {
    // Ordinary users must be able to run it from here, as some tests do. The cache may be in root's own folder.
    copyFileSync(node.path, program);
    chmodSync(folder, 0o755);
    const child = spawn(program, [...launcher, ...vitest, ...reporters], {
      cwd: ROOT,
      env: { ...process.env, PATH: [folder, process.env.PATH].join(delimiter), NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { ...readReport(file), output: output + errors };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without a report no test has run, which is a failure. */
function readReport(file: string): Omit<Outcome, 'output'> {
  try {
    const report = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests,
      success: report.success,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0, success: false };
  }
}
