/**
 * Measures our ipvsadm in the lab: its start against Node's own, and its work against the C ipvsadm's. It takes the IPVS
 * table of the network namespace it runs in for its own.
 */
import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { CASES, type Case } from './cases.ts';
import { interleave } from './measure.ts';
import { type MeasuredNode, withNode } from './node.ts';
import { time } from './program.ts';
import { showProgress } from './progress.ts';
import { type Result, renderReport } from './report.ts';
import { natRules } from './rules.ts';
import { compare } from './statistics.ts';

const OURS = 'ipvsadm';
const PROGRAM = fileURLToPath(new URL('../../bin/ipvsadm.cjs', import.meta.url));
const C = 'ipvsadm-c';

function measure(one: Case, node: MeasuredNode): Result {
  const rules = join(dirname(node.emptyScript), 'rules');
  writeFileSync(rules, natRules(...one.table));
  time({ words: [C, '-C'] });
  time({ words: [C, '-R'], input: rules });

  const run = (words: readonly string[]) => () => {
    if (one.reset) time({ words: [C, ...one.reset.split(' ')] });
    return time({ words, input: one.rules ? rules : undefined, environment: node.environment });
  };
  const words = one.words.split(' ');
  const { ours, other } = contenders(one, node);
  const pairs = interleave({ ours: run([...ours, ...words]), other: run(other) }, one.rounds, (round) =>
    showProgress(`${one.title}: ${round}/${one.rounds}`),
  );
  return {
    ...compare(pairs),
    title: one.title,
    against: one.against === 'c' ? 'C ipvsadm' : 'empty script',
    target: one.target,
  };
}

/** The programs, without the words that both are given. */
function contenders({ against, words }: Case, node: MeasuredNode): { ours: string[]; other: string[] } {
  switch (against) {
    case 'c':
      return { ours: [OURS], other: [C, ...words.split(' ')] };
    case 'empty-script':
      return { ours: [OURS], other: [node.emptyScript] };
    case 'empty-script-by-node':
      return { ours: [node.program, PROGRAM], other: [node.program, node.emptyScript] };
  }
}

const report = withNode((node) => {
  const results = CASES.map((one) => measure(one, node));
  time({ words: [C, '-C'] });
  return `Whole processes, medians; Linux ${release()}, Node ${node.version}\n\n${renderReport(results)}`;
});
showProgress('');
process.stdout.write(report);
