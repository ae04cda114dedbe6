/** What the C tool makes of many lines in few processes: a process costs ten times as much as a line. */
import type { Outcome } from '../outcome.ts';
import type { Invocation } from '../reference.ts';
import type { Pair } from './differences.ts';
import type { Line } from './lines.ts';

/** A line, and what ours has made of it. */
export interface Run {
  readonly line: Line;
  readonly ours: Outcome;
}

interface Batch {
  readonly invocation: Invocation;
  readonly runs: readonly Run[];
}

const UNPARSABLE = /: (unknown option|missing argument|option does not take an argument)$|^Try /;

/** Whether the kernel has refused a change: `-R` of the C tool goes on after that, and after no other error. */
export const isRefusal = ({ status, stderr }: Outcome): boolean => status === 255 && !UNPARSABLE.test(stderr.trimEnd());

/** Whether a line of `-R` can hold the words, and means the same: blanks cannot be quoted, and `ipvsadm` is left out. */
export const fitsRules = (words: readonly string[]): boolean =>
  words.length > 0 && words.every((word) => !/^$|\s|^ipvsadm$/.test(word)) && !/^(#|-R|--restore)/.test(words[0] ?? '');

/** Whether a line starts or stops a sync daemon. The C tool waits for ever if it stops one that it has just started. */
const isAboutDaemons = (words: readonly string[]): boolean => words.some((word) => /st(art|op)-daemon/.test(word));

/**
 * Lines that the C tool will carry out, or the kernel refuse, if it is of one mind with ours go to one `-R`; the others to
 * a process each.
 */
export function batchesOf(runs: readonly Run[]): Batch[] {
  const batches: Batch[] = [];
  let open: Run[] = [];
  const close = (): void => {
    if (open.length === 0) return;
    const input = open.map(({ line }) => `${line.asked.join(' ')}\n`).join('');
    batches.push({ invocation: { words: ['-R'], input }, runs: open });
    open = [];
  };
  for (const run of runs) {
    const { line, ours } = run;
    if (fitsRules(line.asked) && !isAboutDaemons(line.asked) && (ours.status === 0 || isRefusal(ours))) {
      open.push(run);
      continue;
    }
    close();
    batches.push({ invocation: { words: line.asked }, runs: [run] });
  }
  close();
  return batches;
}

/** What both have made of each line, by what the batches of the C tool have left. */
export function pairsOf(batches: readonly Batch[], outcomes: readonly Outcome[]): Pair[] {
  return batches.flatMap((batch, at) => {
    const outcome = outcomes[at];
    if (outcome === undefined) throw new Error('a batch without an outcome');
    return batch.runs.map(({ line, ours }, index) => ({
      words: line.words,
      ours,
      theirs: shareOf(batch, outcome, index),
    }));
  });
}

/** The share of a line: it has written as many lines as with ours, or there is a difference to be seen. */
function shareOf({ invocation, runs }: Batch, outcome: Outcome, index: number): Outcome {
  if (invocation.input === undefined) return outcome;
  const cut = (stream: 'stdout' | 'stderr'): string => {
    const ends = runs.map(({ ours }) => ours[stream].split('\n').length - 1);
    const from = ends.slice(0, index).reduce((sum, end) => sum + end, 0);
    const isLast = index === runs.length - 1;
    return outcome[stream]
      .split(/(?<=\n)/)
      .slice(from, isLast ? undefined : from + (ends[index] ?? 0))
      .join('');
  };
  const [stdout, stderr] = [cut('stdout'), cut('stderr')];
  return { status: index === runs.length - 1 ? outcome.status : stderr === '' ? 0 : 255, stdout, stderr };
}
