/**
 * The whole benchmark: first what this host can measure, then the labs. `npm run bench [-- WORD...]` runs the cases
 * with one of the words in the title. BENCH_KERNEL=VERSION takes another kernel of the lab, BENCH_NODE=/path/to/node
 * another Node.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ALL_KERNELS, KERNEL_NAMES } from '../kernels/kernels.ts';
import { CASES } from './cases.ts';
import { GROWTHS } from './growths.ts';
import { HOST_CASE, reportStart } from './host.ts';
import { select } from './selection.ts';

const LAB = fileURLToPath(new URL('../lab/main.ts', import.meta.url));
const GUEST = fileURLToPath(new URL('./guest.ts', import.meta.url));

/** Seconds that a lab may take, far more than it does. */
const LAB_LIMIT = 3600;

const words = process.argv.slice(2);
const chosen = process.env.BENCH_KERNEL;
if (chosen !== undefined && !KERNEL_NAMES.includes(chosen))
  fail(`BENCH_KERNEL: ${chosen} is not one of ${KERNEL_NAMES.join(', ')}`);
const onHost = select([HOST_CASE], words).length > 0;
const inLabs = select([...GROWTHS, ...CASES], words);
if (!onHost && inLabs.length === 0) fail(`no title has any of these words: ${words.join(' ')}`);

process.stdout.write('Whole processes, medians.\n');
if (onHost) process.stdout.write(`\n${reportStart()}`);
for (const { kernel: name, place } of ALL_KERNELS) {
  const titles = inLabs.filter(({ kernel }) => (chosen ?? kernel) === name).map(({ title }) => title);
  if (titles.length === 0) continue;
  process.stdout.write('\n');
  const node = [process.execPath, '--import', 'tsx'];
  const lab = [...node.slice(1), LAB, ...place, '--timeout', String(LAB_LIMIT)];
  const { status } = spawnSync(process.execPath, [...lab, ...node, GUEST, ...titles], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = status ?? 1;
}

function fail(line: string): never {
  process.stderr.write(`bench: ${line}\n`);
  process.exit(1);
}
