import process from 'node:process';

const { FUZZ_SEED = '1', FUZZ_RUNS = '25' } = process.env;

/** How the properties of this folder run: FUZZ_SEED begins with another seed, FUZZ_RUNS tries more, for longer hunts. */
export const parameters = { seed: Number(FUZZ_SEED), numRuns: Number(FUZZ_RUNS) };
