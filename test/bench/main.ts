/**
 * The whole benchmark: what this host can measure, then what each lab can. `npm run bench [-- WORD...]`: only what has one of
 * the words in its title. BENCH_NODE=/path/to/node for another Node than this.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { KERNELS } from '../lab/kernels.ts';
import { CASES } from './cases.ts';
import { GROWTHS } from './growths.ts';
import { HOST_CASE, reportStart } from './host.ts';
import { select } from './selection.ts';

const LAB = fileURLToPath(new URL('../lab/main.ts', import.meta.url));
const GUEST = fileURLToPath(new URL('./guest.ts', import.meta.url));

/** Seconds that a lab may take, far more than it does. */
const LAB_LIMIT = 3600;

const words = process.argv.slice(2);
const onHost = select([HOST_CASE], words).length > 0;
const inLabs = select([...GROWTHS, ...CASES], words);
const kernels = KERNELS.filter((kernel) => inLabs.some((one) => one.kernel === kernel));
if (!onHost && kernels.length === 0) {
  process.stderr.write(`bench: no title has any of these words: ${words.join(' ')}\n`);
  process.exit(1);
}

process.stdout.write('Whole processes, medians.\n');
if (onHost) process.stdout.write(`\n${reportStart()}`);
for (const kernel of kernels) {
  process.stdout.write('\n');
  const node = [process.execPath, '--import', 'tsx'];
  const lab = [...node.slice(1), LAB, '--kernel', kernel, '--timeout', String(LAB_LIMIT)];
  const { status } = spawnSync(process.execPath, [...lab, ...node, GUEST, kernel, ...words], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = status ?? 1;
}
