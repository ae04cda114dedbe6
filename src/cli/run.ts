import type { IpvsClient } from '../ipvs/client.ts';
import type { Operation } from '../ipvs/operations.ts';
import { SocketError } from '../netlink/errors.ts';
import type { Command } from '../rules/command.ts';
import { CHANGE_STATUS, CommandError } from './errors.ts';
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
  readonly write: (text: string | Uint8Array) => void;
  readonly readInput: () => string;
}

/** Runs one command. Whatever fails is thrown; `wording.ts` knows what to print for it. */
export async function run(command: Command, environment: Environment): Promise<void> {
  const { client, write } = environment;
  switch (command.type) {
    case 'change':
      return change(command.operation, await client());
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

async function change(operation: Operation, client: IpvsClient): Promise<void> {
  try {
    await client.apply(operation);
  } catch (error) {
    // Without an answer the outcome is not known, and a change that may not have been made has failed.
    if (error instanceof SocketError) throw new CommandError(error.message, CHANGE_STATUS, { cause: error });
    throw error;
  }
}
