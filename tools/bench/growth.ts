import type { KernelVersion } from '../lab/kernels.ts';
import { type Job, measureJob } from './case.ts';
import type { Usage } from './program.ts';
import { type Setup, setUp } from './setup.ts';
import { median } from './statistics.ts';

/** How what our commands take grows with what there is, as data. */
export interface Growth {
  readonly title: string;
  readonly kernel: KernelVersion;
  /** Ascending. The first is 0, for what a start takes by itself. */
  readonly sizes: readonly number[];
  readonly setup: (size: number) => Setup;
  /** In this order at every size; the first may fill the table for the others. */
  readonly jobs: readonly Job[];
  readonly rounds: number;
  /** Largest last exponent of the time, and largest last factor of the memory, that are good enough. */
  readonly targets: { readonly exponent?: number; readonly memory?: number };
}

/** Medians of what one command takes at one size. */
export interface Point extends Usage {
  readonly size: number;
}

/** Every size in each round, so that a machine that is slow for a while is slow for all of them. */
export function measureGrowth(
  { sizes, setup, jobs, rounds }: Growth,
  environment: NodeJS.ProcessEnv,
  progress: (what: string) => void,
): { readonly job: Job; readonly points: readonly Point[] }[] {
  const usages = jobs.map(() => sizes.map((): Usage[] => []));
  for (let round = 1; round <= rounds; round++) {
    for (const [column, size] of sizes.entries()) {
      setUp(setup(size));
      for (const [row, job] of jobs.entries()) usages[row]?.[column]?.push(measureJob(job, environment));
      progress(`${size}, ${round}/${rounds}`);
    }
  }
  return jobs.map((job, row) => ({
    job,
    points: sizes.map((size, column) => {
      const all = usages[row]?.[column] ?? [];
      return {
        size,
        milliseconds: median(all.map(({ milliseconds }) => milliseconds)),
        kibibytes: median(all.map(({ kibibytes }) => kibibytes)),
      };
    }),
  }));
}

/** What a point says beside those before it. */
export interface Step extends Point {
  /** Beyond the start, in milliseconds. */
  readonly above: number;
  /** Power of the size by which `above` grows from the size before to this one: 1 is in proportion. */
  readonly exponent: number | undefined;
  /** Memory divided by that at the size before. */
  readonly factor: number | undefined;
}

/** Part of a start below which what is beyond it is noise, and no exponent is taken from it. */
const NOISE = 0.2;

/** @param points ascending, the first of them the start */
export function stepsOf(points: readonly Point[]): Step[] {
  const start = points[0]?.milliseconds ?? 0;
  return points.map((point, index) => {
    const above = point.milliseconds - start;
    const last = points[index - 1];
    const lastAbove = (last?.milliseconds ?? 0) - start;
    const exponent =
      last && Math.min(above, lastAbove) > start * NOISE
        ? Math.log(above / lastAbove) / Math.log(point.size / last.size)
        : undefined;
    return { ...point, above, exponent, factor: last && point.kibibytes / last.kibibytes };
  });
}
