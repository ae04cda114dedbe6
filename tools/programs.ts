import { join } from 'node:path';
import process from 'node:process';
import type { ProgramName } from '../src/cli/programs.ts';

export const PROGRAM_NAMES: readonly ProgramName[] = ['ipvsadm', 'ipvsadm-save', 'ipvsadm-restore'];

/** Whether `ipvsadm` is the executable, in tests and in the lab, and not what Node runs: the caller's wish. */
export const isExecutable = process.env.IPVSADM_PROGRAM === 'executable';

const ROOT = join(import.meta.dirname, '..');

/** The folder of the executable and its links. */
export const EXECUTABLES = join(ROOT, 'out', process.arch);

/** Where a program is, to be started or linked to. */
export const programPath = (name: ProgramName): string =>
  isExecutable ? join(EXECUTABLES, name) : join(ROOT, 'bin', `${name}.cjs`);

/** The words that start a program. */
export const programWords = (name: ProgramName): readonly [string, ...string[]] =>
  isExecutable ? [programPath(name)] : [process.execPath, programPath(name)];
