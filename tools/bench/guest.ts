/**
 * Measures our ipvsadm in the lab: its start beside Node's own, its work beside the C ipvsadm's, and how it grows.
 * `guest.ts TITLE...` measures the cases with these titles.
 */
import { release } from 'node:os';
import process from 'node:process';
import { measureCase } from './case.ts';
import { CASES } from './cases.ts';
import { renderHeading } from './columns.ts';
import { measureGrowth } from './growth.ts';
import { renderGrowth } from './growth-report.ts';
import { GROWTHS } from './growths.ts';
import { removeNamespace } from './namespace.ts';
import { withNode } from './node.ts';
import { showProgress } from './progress.ts';
import { comparisonColumns, renderComparison } from './report.ts';

const titles = process.argv.slice(2);
const growths = GROWTHS.filter(({ title }) => titles.includes(title));
const cases = CASES.filter(({ title }) => titles.includes(title));

function print(text: string): void {
  showProgress('');
  process.stdout.write(text);
}

/** Prints the result of a measurement as soon as it is known. If one fails, the others still run. */
function attempt(title: string, measure: (progress: (what: string) => void) => string): void {
  try {
    print(measure((what) => showProgress(`${title}: ${what}`)));
  } catch (error) {
    print(`${title}: FAILED: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}

withNode(({ folder, version, environment }) => {
  process.chdir(folder);
  print(`Linux ${release()}, Node ${version}\n`);
  for (const one of growths) {
    print('\n');
    attempt(one.title, (progress) => renderGrowth(one, measureGrowth(one, environment, progress)));
  }
  const columns = comparisonColumns(cases);
  if (cases.length > 0) print(`\n${renderHeading(columns)}`);
  for (const one of cases) {
    attempt(one.title, (progress) => {
      const measured = measureCase(one, environment, (round) => progress(`${round}/${one.rounds}`));
      return renderComparison(columns, one, measured);
    });
  }
  removeNamespace();
});
