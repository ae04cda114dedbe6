import { type LabOptions, USAGE } from './arguments.ts';
import { LAB_FAILED, LabFailure, progress } from './failure.ts';
import { runInLab } from './lab.ts';

/** Is the whole of a program: runs what `choose` says, and ends this process with the command's status. */
export async function start(choose: () => Promise<LabOptions | 'help'>): Promise<void> {
  try {
    const options = await choose();
    if (options === 'help') process.stdout.write(`${USAGE}\n`);
    // Not only the exit code: a standard input that is still open must not keep this process.
    else process.exit(await runInLab(options));
  } catch (error) {
    if (error instanceof LabFailure) fail(error.message, error.status);
    // What the system refuses (a full disk, a folder that is not ours) is no fault of the lab, and needs no stack.
    if (error instanceof Error && 'syscall' in error) fail(error.message, LAB_FAILED);
    throw error;
  }
}

function fail(line: string, status: number): never {
  progress(line);
  process.exit(status);
}
