import process from 'node:process';
import { timeFactor } from '../../../../tools/lab/time-factor.ts';

const { FUZZ_SEED = '1', FUZZ_RUNS = '25' } = process.env;

const numRuns = Number(FUZZ_RUNS);

/** Milliseconds for one property: a failure is made smaller by running some hundred sequences more. */
const limit = timeFactor * (60_000 + numRuns * 1_000);

/**
 * How the properties of this folder run: FUZZ_SEED begins with another seed, FUZZ_RUNS tries more, for longer hunts. One that
 * takes too long ends with what it has found, however large that still is.
 */
export const parameters = {
  seed: Number(FUZZ_SEED),
  numRuns,
  interruptAfterTimeLimit: limit,
  markInterruptAsFailure: true,
};

/** Milliseconds after which one that ought to have ended hangs. */
export const TIMEOUT = limit + timeFactor * 30_000;
