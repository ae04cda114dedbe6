import type { LabOptions } from '../arguments.ts';
import { LabFailure } from '../failure.ts';
import { quote } from '../run-folder.ts';
import { TreeMachine } from './tree-machine.ts';

/**
 * Runs a command as root of a machine that systemd has just booted. Its output comes when it has ended.
 * @returns the command's exit status
 * @throws LabFailure when there is no command, when the machine does not boot, or the time is over
 */
export async function runInTree({ command, timeout }: LabOptions): Promise<number> {
  if (command.length === 0) throw new LabFailure('--systemd needs a command: there is no terminal');
  const machine = await TreeMachine.boot();
  try {
    const { status, stdout, stderr } = await machine.run(command.map(quote).join(' '), timeout);
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    return status;
  } finally {
    await machine.close();
  }
}
