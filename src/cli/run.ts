import type { IpvsClient } from '../ipvs/client.ts';
import type { Command } from '../rules/command.ts';
import { CommandError, LISTING_STATUS } from './errors.ts';
import { HELP, VERSION } from './generated.ts';
import type { SystemNames } from './names.ts';
import { renderDaemons } from './render/daemons.ts';
import { renderRules } from './render/save.ts';
import { renderTable, renderVersion } from './render/table.ts';
import { renderTimeouts } from './render/timeouts.ts';
import { VIEWS } from './render/views.ts';
import { restore } from './restore.ts';
import { readTable } from './table.ts';

/** What a command needs of the world around it. */
export interface Environment {
  /** The client, opened by the first command that needs the kernel. */
  readonly client: () => Promise<IpvsClient>;
  readonly names: SystemNames;
  readonly write: (text: string) => void;
  readonly readInput: () => Promise<string>;
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
      throw new CommandError('the listing of connections is not there yet', LISTING_STATUS);
    case 'list-timeouts':
      return write(renderTimeouts(await (await client()).timeouts()));
    case 'list-daemons':
      return write(renderDaemons(await (await client()).daemons()));
    case 'save':
      return write(renderRules((await readTable(await client(), { sorted: true })) ?? []));
    case 'restore':
      return restore(environment);
    case 'help':
      return write(HELP);
    case 'version':
      return write(VERSION);
  }
}

async function list(command: Extract<Command, { type: 'list' }>, client: IpvsClient): Promise<string> {
  const { key, format } = command;
  const view = VIEWS[command.view];
  const heading = key === undefined ? renderVersion(await client.info()) : '';
  const entries = await readTable(client, { key, sorted: format.sorted, stats: view.stats });
  if (entries === undefined) throw new CommandError('No such service', LISTING_STATUS);
  return heading + renderTable(entries, view, format.exact);
}
