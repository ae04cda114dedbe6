import { expect } from 'vitest';
import type { Environment } from '../../../src/cli/environment.ts';
import { type Line, wordsOf } from '../../rules/words.ts';
import { useClients } from '../kernel.ts';
import { type Outcome, runCommand, runInProcess } from './outcome.ts';

/** What a command that has nothing to say leaves. */
export const DONE: Outcome = { status: 0, stdout: '', stderr: '' };

/** Our command line in this process, with an empty table before each test. */
export function useCommandLine() {
  const clients = useClients();
  const run = (line: Line, input = '', environment?: Partial<Environment>): Promise<Outcome> =>
    environment === undefined
      ? runCommand(clients.client, wordsOf(line), input)
      : runInProcess(clients.client, wordsOf(line), input, 'ipvsadm', environment);
  /** The output of a command that ought to succeed. */
  const output = async (line: Line): Promise<string> => {
    const { status, stdout, stderr } = await run(line);
    expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: '' });
    return stdout;
  };
  return {
    clients,
    run,
    output,
    /** Runs ipvsadm-restore. */
    restore: (input: string): Promise<Outcome> => runCommand(clients.client, [], input, 'ipvsadm-restore'),
    /** The table as rules. */
    table: (): Promise<string> => output('-Sn'),
    /** Makes the table what rules say. */
    load: async (rules: string): Promise<void> => {
      expect(await run('-R', `-C\n${rules}`)).toEqual(DONE);
    },
  };
}
