import type { KernelVersion } from '../lab/kernels.ts';
import { interleave, type Pair } from './measure.ts';
import { NAMESPACE, readNamespace, renewNamespace } from './namespace.ts';
import { run, type Usage } from './program.ts';
import { type RulesFile, type Setup, setUp } from './setup.ts';
import { sortTable } from './table.ts';

/** A process to measure. */
export interface Job {
  readonly words: readonly string[];
  /** For its standard input. */
  readonly input?: RulesFile;
  /** What is done before each run and not measured: a command, or a new namespace with an empty table. */
  readonly before?: readonly string[] | 'empty';
}

/** A comparison of two processes, as data. */
export interface Case {
  readonly title: string;
  /** Kernel of the lab to measure in, unless BENCH_KERNEL names another. */
  readonly kernel: KernelVersion;
  readonly setup: Setup;
  readonly ours: Job;
  readonly other: Job;
  /** Name of the other side in the report. */
  readonly against: string;
  readonly rounds: number;
  /** For short jobs: a first round, which fills the caches, is not counted. */
  readonly warmUp?: boolean;
  /** Largest median ratio of the times that is good enough. */
  readonly target?: number;
}

/** Runs a job and returns the time and memory that it took. */
export function measureJob({ words, input, before }: Job, environment: NodeJS.ProcessEnv): Usage {
  const inside = { environment, namespace: NAMESPACE };
  if (before === 'empty') renewNamespace();
  else if (before) run({ words: before, ...inside });
  return run({ words, input, ...inside });
}

/**
 * Measures both sides of a case in the same rounds.
 *
 * @throws Error when the two sides end with different tables: then one of them has done something else
 */
export function measureCase(
  { setup, ours, other, rounds, warmUp = false }: Case,
  environment: NodeJS.ProcessEnv,
  progress: (round: number) => void,
): Pair<Usage>[] {
  setUp(setup);
  const left = new Map<Job, string>();
  const contender = (job: Job) => () => {
    const usage = measureJob(job, environment);
    // Once is enough: to read a table takes as long as some jobs.
    if (!left.has(job)) left.set(job, sortTable(readNamespace()));
    if (new Set(left.values()).size > 1) throw new Error('the two sides end with different tables');
    return usage;
  };
  return interleave({ ours: contender(ours), other: contender(other) }, { rounds, warmUp }, progress);
}
