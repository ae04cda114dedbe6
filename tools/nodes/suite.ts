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

/** Some of the tests, and where they run. */
export interface Suite {
  readonly title: string;
  /** Words between Node and vitest: what starts vitest in another kernel. */
  readonly launcher: readonly string[];
  /** Words for vitest that choose the tests. */
  readonly choice: readonly string[];
}

/** What came of a suite; `output` tells of what failed. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly success: boolean;
  readonly output: string;
}

/** Vitest's report as JSON, as far as it is read. */
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  success: z.boolean(),
});

/** Runs a suite by a Node, which is the first on the PATH too: what the tests start runs by it as well. */
export async function runSuite(node: NodeProgram, { launcher, choice }: Suite): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-nodes-'));
  const file = join(folder, 'report.json');
  const program = join(folder, 'node');
  const vitest = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...choice];
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  try {
    // Here ordinary users may run it, as some tests do; the cache is in root's own folder, where root runs them.
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

/** Without a report nothing has run, which is a failure. */
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
