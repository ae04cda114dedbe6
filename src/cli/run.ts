import type { Command, CommandOf } from '../rules/command.ts';
import { apply } from './commands/apply.ts';
import { change } from './commands/change.ts';
import { confirm } from './commands/confirm.ts';
import { countConnections } from './commands/count-connections.ts';
import { drain } from './commands/drain.ts';
import { editServer, editService } from './commands/edit.ts';
import { list, listDaemons, listTimeouts } from './commands/list.ts';
import { listConnections } from './commands/list-connections.ts';
import { metrics } from './commands/metrics.ts';
import { restore } from './commands/restore.ts';
import { rollback } from './commands/rollback.ts';
import { save } from './commands/save.ts';
import { undrain } from './commands/undrain.ts';
import type { Environment } from './environment.ts';
import { EXIT } from './exit-status.ts';
import { CommandError } from './report/errors.ts';
import { explain } from './report/wording.ts';
import { VERSION } from './version.ts';

/**
 * Runs one command. Failures are thrown; `report/wording.ts` knows what to print for them.
 *
 * @returns the status to exit with
 */
export async function run(command: Command, environment: Environment): Promise<number> {
  const { client, write } = environment;
  switch (command.type) {
    case 'apply':
      return statusOfApply(command, environment);
    case 'change':
      await change(command, await client());
      break;
    case 'edit-service':
      await editService(command, await client());
      break;
    case 'edit-server':
      await editServer(command, await client());
      break;
    case 'list':
      write(await list(command, await client()));
      break;
    case 'watch':
      return statusOfWatch(command, environment);
    case 'list-connections':
      await listConnections(command, await client(), write);
      break;
    case 'count-connections':
      write(await countConnections(command, await client()));
      break;
    case 'list-timeouts':
      write(await listTimeouts(command, await client()));
      break;
    case 'list-daemons':
      write(await listDaemons(command, await client()));
      break;
    case 'metrics':
      await metrics(command, environment);
      break;
    case 'save':
      await save(command, await client(), write);
      break;
    case 'confirm':
      await confirm(environment);
      break;
    case 'rollback':
      await rollback(command, environment);
      break;
    case 'drain':
    case 'drain-machines':
      return drain(command, environment);
    case 'undrain':
      return undrain(command, environment);
    case 'diagnose':
      return statusOfDiagnosis(command, environment);
    case 'restore':
      await restore(command, environment, run);
      break;
    case 'help':
      write(command.text ?? (await readHelp()));
      break;
    case 'version':
      write(VERSION);
      break;
    case 'complete':
      await suggest(command, environment);
      break;
  }
  return EXIT.done;
}

const STATUS_OF = { clean: EXIT.done, findings: EXIT.findings, blind: EXIT.blind } as const;

/** Few starts diagnose, and the code for it is much, so it is loaded by those that do. */
async function statusOfDiagnosis(command: CommandOf<'diagnose'>, environment: Environment): Promise<number> {
  const { diagnose } = await import('./commands/diagnose.ts');
  const printed = await diagnose(command, environment);
  if ('problem' in printed) throw new CommandError(printed.problem, EXIT.blind);
  environment.write(printed.text);
  return STATUS_OF[printed.outcome];
}

/** Few starts watch: the code for it, too, is loaded by those that do. */
async function statusOfWatch(command: CommandOf<'watch'>, environment: Environment): Promise<number> {
  const { watch } = await import('./commands/watch.ts');
  const ended = await watch(command, environment);
  if ('problem' in ended) throw new CommandError(ended.problem, EXIT.listingFailed);
  return ended.status;
}

/** Says nothing where anything fails: somebody is typing, and the shell would put errors among the words. */
async function suggest(command: CommandOf<'complete'>, { names, write }: Environment): Promise<void> {
  try {
    const { complete } = await import('./commands/complete.ts');
    write(complete(command, names));
  } catch {}
}

/** Few starts print the help, so it is loaded by those that do. */
async function readHelp(): Promise<string> {
  const { HELP } = await import('./help.ts');
  return HELP;
}

async function statusOfApply(command: CommandOf<'apply'>, environment: Environment): Promise<number> {
  try {
    const { differs } = await apply(command, environment);
    return command.dryRun && differs ? EXIT.differs : EXIT.done;
  } catch (cause) {
    const { message, hint, status } = explain(cause);
    // A dry run that ends with "differs" must have looked.
    throw new CommandError(message, status === EXIT.differs ? EXIT.changeFailed : status, { cause, hint });
  }
}
