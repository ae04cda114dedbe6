import type { IpvsClient } from '../ipvs/client.ts';
import type { Command } from '../rules/command.ts';
import { readHelp, VERSION } from './generated.ts';
import { list, listDaemons, listTimeouts, save } from './list.ts';
import { listConnections } from './list-connections.ts';
import type { SystemNames } from './names/system-names.ts';
import { restore } from './restore.ts';

/** What a command needs of the world around it. */
export interface Environment {
  /** The client, opened by the first command that needs the kernel. */
  readonly client: () => Promise<IpvsClient>;
  readonly names: SystemNames;
  readonly write: (text: string) => void;
  readonly readInput: () => string;
}

/** Runs one command. Whatever fails is thrown; `wording.ts` knows what to print for it. */
export async function run(command: Command, environment: Environment): Promise<void> {
  const { client, write } = environment;
  switch (command.type) {
    case 'change':
      return (await client()).apply(command.operation);
    case 'list':
      return write(await list(command, await client()));
    case 'list-connections':
      return listConnections(command, await client(), write);
    case 'list-timeouts':
      return write(await listTimeouts(command, await client()));
    case 'list-daemons':
      return write(await listDaemons(command, await client()));
    case 'save':
      return write(await save(command, await client()));
    case 'restore':
      return restore(command, environment);
    case 'help':
      return write(command.text ?? readHelp());
    case 'version':
      return write(VERSION);
  }
}
