/**
 * Measures the start of our ipvsadm on this machine, without a kernel that has IPVS: `node --import tsx
 * test/bench/host.ts`, with BENCH_NODE=/path/to/node for another Node than this.
 */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { interleave } from './measure.ts';
import { withNode } from './node.ts';
import { time } from './program.ts';
import { showProgress } from './progress.ts';
import { renderReport } from './report.ts';
import { compare } from './statistics.ts';

const ROUNDS = 40;
const PROGRAM = fileURLToPath(new URL('../../bin/ipvsadm.cjs', import.meta.url));

const report = withNode((node) => {
  const ours = () => time({ words: [PROGRAM, '--help'], environment: node.environment });
  const other = () => time({ words: [node.emptyScript], environment: node.environment });
  const pairs = interleave({ ours, other }, ROUNDS, (round) => showProgress(`start: ${round}/${ROUNDS}`));
  const result = { ...compare(pairs), title: 'start: --help', against: 'empty script', target: 1.25 };
  return `Whole processes on this host, medians; Node ${node.version}\n\n${renderReport([result])}`;
});
showProgress('');
process.stdout.write(report);
