import { fileURLToPath } from 'node:url';
import { measureSides, withExecutables } from './case.ts';
import { renderHeading } from './columns.ts';
import { withNode } from './node.ts';
import { run } from './program.ts';
import { showProgress } from './progress.ts';
import { comparisonColumns, renderComparison } from './report.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/ipvsadm.cjs', import.meta.url));
const ROUNDS = 30;

/** Measured on this machine, because it needs no IPVS. */
export const HOST_CASE = { title: 'start: --help', against: 'empty script', targets: { node: 1.25 } } as const;

/** Measures the start of our ipvsadm here and returns the report. */
export const reportStart = (): string =>
  withNode(({ version, environment }) => {
    const sides = {
      byExecutable: () => run({ words: ['ipvsadm', '--help'], environment: withExecutables(environment) }),
      byNode: () => run({ words: [PROGRAM, '--help'], environment }),
      byOther: () => run({ words: ['empty.cjs'], environment }),
    };
    const measured = measureSides(sides, { rounds: ROUNDS, warmUp: true }, (round) =>
      showProgress(`${HOST_CASE.title}: ${round}/${ROUNDS}`),
    );
    showProgress('');
    const columns = comparisonColumns([HOST_CASE]);
    return `This host, Node ${version}\n\n${renderHeading(columns)}${renderComparison(columns, HOST_CASE, measured)}`;
  });
