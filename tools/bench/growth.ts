import type { KernelVersion } from '../lab/kernels.ts';
import { type Job, measureJob } from './case.ts';
import type { Usage } from './program.ts';
import { type Setup, setUp } from './setup.ts';
import { median } from './statistics.ts';

/** A measurement of how the time and memory of our commands grow with the size of the table, as data. */
export interface Growth {
  readonly title: string;
  readonly kernel: KernelVersion;
  /** Ascending. The first is 0, for the time of a start alone. */
  readonly sizes: readonly number[];
  readonly setup: (size: number) => Setup;
  /** Run in this order at every size. The first may fill the table for the others. */
  readonly jobs: readonly Job[];
  readonly rounds: number;
  /** Largest last exponent of the time, and largest last factor of the memory, that are good enough. */
  readonly targets: { readonly exponent?: number; readonly memory?: number };
}

/** Medians of what one command takes at one size. */
export interface Point extends Usage {
  readonly size: number;
}

/** Measures every size in each round, so that a machine that is slow for a while is slow for all sizes. */
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

/** A point compared with those before it. */
export interface Step extends Point {
  /** Beyond the start, in milliseconds. */
  readonly above: number;
  /** Power of the size by which `above` grows from the size before to this one: 1 is in proportion. */
  readonly exponent: number | undefined;
  /** Memory divided by that at the size before. */
  readonly factor: number | undefined;
}

/** Times above the start are noise when they are less than this part of a start. Then there is no exponent. */
const NOISE = 0.2;

/** @param points ascending; the first is the start */
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
