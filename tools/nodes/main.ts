/**
 * Runs the tests on each Node that the package supports: `npm run test:nodes [-- 22 26]`. A Node that cannot be
 * downloaded is left out, with a message.
 */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { SMOKE_FILES } from '../kernels/kernels.ts';
import { LabFailure, progress } from '../lab/failure.ts';
import { MAJORS, prepareNode } from './node.ts';
import { type Outcome, runSuite, type Suite } from './suite.ts';

const LAB = fileURLToPath(new URL('../lab/main.ts', import.meta.url));

/** Everything that needs no kernel, including the installed package, and the kernel tests that run on every kernel. */
const SUITES: readonly Suite[] = [
  { title: 'anywhere', launcher: [], choice: ['--project', 'unit', '--exclude', 'test/tools/{lab,bench}/**'] },
  {
    title: 'in a kernel',
    launcher: ['--import', 'tsx', LAB, 'node'],
    choice: ['--project', 'kernel', ...SMOKE_FILES],
  },
];

const chosen = process.argv.slice(2);
const strange = chosen.find((major) => !MAJORS.includes(major));
if (strange !== undefined) {
  process.stderr.write(`nodes: ${strange} is not one of ${MAJORS.join(', ')}\n`);
  process.exit(1);
}

const row = (...cells: readonly string[]) =>
  `${cells
    .map((cell) => cell.padEnd(36))
    .join('')
    .trimEnd()}\n`;

process.stdout.write(row('Node', ...SUITES.map(({ title }) => title)));
for (const major of chosen.length > 0 ? chosen : MAJORS) process.stdout.write(await lineOf(major));

/** A line of the table. The output of failed tests is printed before it. */
async function lineOf(major: string): Promise<string> {
  try {
    const node = await prepareNode(major);
    const cells: string[] = [];
    for (const suite of SUITES) {
      const outcome = await runSuite(node, suite);
      cells.push(summary(outcome));
      if (outcome.success) continue;
      process.exitCode = 1;
      process.stderr.write(outcome.output);
    }
    return row(node.version, ...cells);
  } catch (error) {
    if (!(error instanceof LabFailure)) throw error;
    progress(error.message);
    return row(major, 'left out');
  }
}

function summary({ passed, failed, skipped, success }: Outcome): string {
  const words = [`${passed} passed`];
  if (failed > 0) words.push(`${failed} failed`);
  if (skipped > 0) words.push(`${skipped} skipped`);
  if (!success && failed === 0) words.push('broken');
  return words.join(', ');
}
