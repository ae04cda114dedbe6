import process from 'node:process';
import { timeFactor } from '../../../../tools/lab/time-factor.ts';
import { isExecutable } from '../../../../tools/programs.ts';

const { FUZZ_SEED = '1', FUZZ_RUNS = '25' } = process.env;

/** Each line of the executable is a process: a sequence of eighty takes that much longer. */
const factor = timeFactor * (isExecutable ? 8 : 1);

/** Milliseconds for one property: a failure is made smaller by running some hundred sequences more. */
const limitOf = (numRuns: number): number => factor * (60_000 + numRuns * 1_000);

/**
 * How the properties of this folder run: FUZZ_SEED begins with another seed, FUZZ_RUNS tries more, for longer hunts.
 * One that takes too long ends with what it has found, however large that still is.
 *
 * @param part which of how many parts of the runs: each has a seed of its own
 */
export function parametersOf(part = 0, parts = 1) {
  const numRuns = Math.ceil(Number(FUZZ_RUNS) / parts);
  return {
    seed: Number(FUZZ_SEED) + part,
    numRuns,
    interruptAfterTimeLimit: limitOf(numRuns),
    markInterruptAsFailure: true,
  };
}

/** Milliseconds after which one that ought to have ended hangs. */
export const TIMEOUT = limitOf(Number(FUZZ_RUNS)) + factor * 30_000;
