import type { Command, CommandOf } from '../rules/command.ts';
import { apply } from './commands/apply.ts';
import { change } from './commands/change.ts';
import { drain } from './commands/drain.ts';
import { list, listDaemons, listTimeouts } from './commands/list.ts';
import { listConnections } from './commands/list-connections.ts';
import { restore } from './commands/restore.ts';
import { save } from './commands/save.ts';
import type { Environment } from './environment.ts';
import { readHelp, VERSION } from './generated.ts';

/**
 * Runs one command. Whatever fails is thrown; `wording.ts` knows what to print for it.
 *
 * @returns the status to exit with
 */
export async function run(command: Command, environment: Environment): Promise<number> {
  if (command.type === 'apply') return apply(command, environment);
  await perform(command, environment);
  return 0;
}

async function perform(command: Exclude<Command, CommandOf<'apply'>>, environment: Environment): Promise<void> {
  const { client, write } = environment;
  switch (command.type) {
    case 'change':
      return change(command, await client());
    case 'list':
      return write(await list(command, await client()));
    case 'list-connections':
      return listConnections(command, await client(), write);
    case 'list-timeouts':
      return write(await listTimeouts(command, await client()));
    case 'list-daemons':
      return write(await listDaemons(command, await client()));
    case 'save':
      return save(command, await client(), write);
    case 'drain':
      return drain(command, environment);
    case 'restore':
      return restore(command, environment, run);
    case 'help':
      return write(command.text ?? readHelp());
    case 'version':
      return write(VERSION);
  }
}
