import { namespaceIn } from '../rules/namespace.ts';
import { SystemNames } from './names/system-names.ts';
import { PROGRAMS, type ProgramName, typedWords } from './programs.ts';
import { errorText, explain } from './report/wording.ts';
import { run } from './run.ts';
import { readWords, systemEnvironment, writeError } from './system.ts';

/**
 * The command line's entry: reads the words, runs the command, prints, and ends the process with the status that
 * ipvsadm 1.31 would give.
 *
 * @param program which of the package's programs this process is
 * @param self returns the words that start it: those of Node, unless given
 */
export async function main(program: ProgramName, self = nodeWords): Promise<never> {
  // Callers read standard error together with the listing: nothing but our own lines may ever be there.
  process.removeAllListeners('warning');
  process.exit(await statusOf(program, self));
}

const nodeWords = (): readonly string[] => [process.execPath, ...process.argv.slice(1, 2)];

async function statusOf(program: ProgramName, self: () => readonly string[]): Promise<number> {
  const names = new SystemNames();
  try {
    const words = readWords();
    const namespace = namespaceIn(typedWords(words));
    if (namespace !== undefined) {
      // Few starts change the namespace, and starting programs costs.
      const { runIn } = await import('./namespace.ts');
      const status = await runIn(namespace, [...self(), ...process.argv.slice(2)]);
      if (status !== undefined) return status;
    }
    const command = await names.readWith(() => PROGRAMS[program](words, names));
    return await run(command, systemEnvironment(names, self));
  } catch (error) {
    const description = explain(error);
    writeError(errorText(description));
    return description.status;
  }
}
