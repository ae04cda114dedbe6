import { parseArguments, USAGE } from './arguments.ts';
import { LAB_FAILED, LabFailure } from './failure.ts';
import { runInLab } from './lab.ts';

try {
  const options = parseArguments(process.argv.slice(2));
  if (options === 'help') process.stdout.write(`${USAGE}\n`);
  // Not only the exit code: a standard input that is still open must not keep this process.
  else process.exit(await runInLab(options));
} catch (error) {
  if (error instanceof LabFailure) fail(error.message, error.status);
  // What the system refuses (a full disk, a folder that is not ours) is no fault of the lab, and needs no stack.
  if (error instanceof Error && 'syscall' in error) fail(error.message, LAB_FAILED);
  throw error;
}

function fail(line: string, status: number): never {
  process.stderr.write(`lab: ${line}\n`);
  process.exit(status);
}
