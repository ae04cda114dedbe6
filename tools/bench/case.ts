import { delimiter } from 'node:path';
import type { KernelVersion } from '../lab/kernels.ts';
import { EXECUTABLES } from '../programs.ts';
import { interleave, type Rounds } from './measure.ts';
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

/** A comparison of ours, by Node and by the executable, with another process, as data. */
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
  readonly targets?: Targets;
}

/** Largest median ratios of our times to the other's that are good enough. */
export interface Targets {
  readonly node?: number;
  readonly executable?: number;
}

/** What each side took in one round. */
export interface Round {
  /** Absent where ours is started by a name of Node's. */
  readonly executable?: Usage | undefined;
  readonly node: Usage;
  readonly other: Usage;
}

/** Runs a job and returns the time and memory that it took. */
export function measureJob({ words, input, before }: Job, environment: NodeJS.ProcessEnv): Usage {
  const inside = { environment, namespace: NAMESPACE };
  if (before === 'empty') renewNamespace();
  else if (before) run({ words: before, ...inside });
  return run({ words, input, ...inside });
}

/** An environment in which `ipvsadm` is the executable. */
export const withExecutables = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...environment,
  PATH: `${EXECUTABLES}${delimiter}${environment.PATH}`,
});

/**
 * Measures all sides of a case in the same rounds.
 *
 * @throws Error when they end with different tables: then one of them has done something else
 */
export function measureCase(
  { setup, ours, other, rounds, warmUp = false }: Case,
  environment: NodeJS.ProcessEnv,
  progress: (round: number) => void,
): Round[] {
  setUp(setup);
  const left = new Map<() => Usage, string>();
  const contender = (job: Job, where: NodeJS.ProcessEnv): (() => Usage) => {
    const measure = () => {
      const usage = measureJob(job, where);
      // Once is enough: to read a table takes as long as some jobs.
      if (!left.has(measure)) left.set(measure, sortTable(readNamespace()));
      if (new Set(left.values()).size > 1) throw new Error('the sides end with different tables');
      return usage;
    };
    return measure;
  };
  const byNode = contender(ours, environment);
  const byOther = contender(other, environment);
  const byExecutable = isOurs(ours) ? contender(ours, withExecutables(environment)) : undefined;
  return measureSides({ byExecutable, byNode, byOther }, { rounds, warmUp }, progress);
}

/** Whether a job starts ours by its name, by itself or in a shell. */
const isOurs = ({ words: [name = ''] }: Job): boolean => name === 'sh' || name.startsWith('ipvsadm');

/** The sides of a comparison. */
export interface Sides {
  readonly byExecutable?: (() => Usage) | undefined;
  readonly byNode: () => Usage;
  readonly byOther: () => Usage;
}

/** Measures the sides in the same rounds. */
export function measureSides(
  { byExecutable, byNode, byOther }: Sides,
  rounds: Rounds,
  progress: (round: number) => void,
): Round[] {
  const contenders = byExecutable === undefined ? [byNode, byOther] : [byNode, byOther, byExecutable];
  return interleave(contenders, rounds, progress).map(([node, other, executable]) => {
    if (node === undefined || other === undefined) throw new Error('a side was not measured');
    return { node, other, executable };
  });
}
