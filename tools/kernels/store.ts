import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Run } from './kernels.ts';
import { Outcome } from './results.ts';

/** What the outcomes in a folder belong to. */
const Plan = z.object({ commit: z.string(), runs: z.array(z.string()) });

type Plan = z.infer<typeof Plan>;

/** The name of a run, which no other has. */
export const nameOf = ({ kernel, part }: Pick<Run, 'kernel' | 'part'>): string => `${kernel}, ${part}`;

/** Keeps what came of each guest, so that what was broken off can go on. */
export class Store {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where a guest is to put the results of its tests. */
  resultsFile(run: Run): string {
    return join(this.#folder, `${nameOf(run)}.results.json`);
  }

  /** Begins anew. */
  begin(runs: readonly Run[], commit: string): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    this.#write('plan', { commit, runs: runs.map(nameOf) } satisfies Plan);
  }

  /**
   * Goes on.
   *
   * @returns why that cannot be done, `undefined` where it can
   */
  resume(runs: readonly Run[], commit: string): string | undefined {
    const path = this.#path('plan');
    if (!existsSync(path)) return 'nothing was broken off';
    const plan = Plan.parse(JSON.parse(readFileSync(path, 'utf8')));
    if (plan.commit !== commit) return `it was begun on commit ${plan.commit}, and this is ${commit}`;
    if (plan.runs.join('\n') !== runs.map(nameOf).join('\n')) return 'it was begun with other kernels or other tests';
    return undefined;
  }

  /** What came of a run that has ended; `undefined` where it has not. */
  outcomeOf(run: Run): Outcome | undefined {
    const path = this.#path(nameOf(run));
    return existsSync(path) ? Outcome.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
  }

  keep(run: Run, outcome: Outcome): void {
    this.#write(nameOf(run), outcome);
  }

  /** Writes the report, and returns its path. */
  report(report: unknown): string {
    this.#write('report', report);
    return this.#path('report');
  }

  #write(name: string, document: unknown): void {
    writeFileSync(this.#path(name), `${JSON.stringify(document, null, 2)}\n`);
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}
