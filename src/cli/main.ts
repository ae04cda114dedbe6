import { SystemNames } from './names/system-names.ts';
import { PROGRAMS, type ProgramName } from './programs.ts';
import { errorText, explain } from './report/wording.ts';
import { run } from './run.ts';
import { readWords, systemEnvironment, writeError } from './system.ts';

/**
 * The command line's entry: reads the words, runs the command, prints, and ends the process with the status that
 * ipvsadm 1.31 would give.
 *
 * @param program which of the package's programs this process is
 */
export async function main(program: ProgramName): Promise<never> {
  // Callers read standard error together with the listing: nothing but our own lines may ever be there.
  process.removeAllListeners('warning');
  process.exit(await statusOf(program));
}

async function statusOf(program: ProgramName): Promise<number> {
  const names = new SystemNames();
  try {
    const words = readWords();
    const command = await names.readWith(() => PROGRAMS[program](words, names));
    return await run(command, systemEnvironment(names));
  } catch (error) {
    const description = explain(error);
    writeError(errorText(description));
    return description.status;
  }
}
