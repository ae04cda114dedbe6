import type { IpvsClient } from '../ipvs/client.ts';
import type { ConnectionEntry } from '../ipvs/connections.ts';
import type { Command } from '../rules/command.ts';
import { type Naming, numeric } from '../rules/naming.ts';
import { CommandError, LISTING_STATUS } from './errors.ts';
import { ReverseNames } from './names/reverse.ts';
import { connectionsHeading, renderConnection } from './render/connections.ts';
import { cutForTable, cutName } from './render/cut.ts';
import { renderRules } from './render/save.ts';
import { renderTable, renderVersion } from './render/table.ts';
import { VIEWS } from './render/views.ts';
import { readTable, type TableEntry } from './table.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** The table, or one virtual service, in one of its views. */
export async function list({ key, view: name, format }: CommandOf<'list'>, client: IpvsClient): Promise<string> {
  const view = VIEWS[name];
  const heading = key === undefined ? renderVersion(await client.info()) : '';
  const entries = await readTable(client, { key, sorted: format.sorted, stats: view.stats });
  if (entries === undefined) throw new CommandError('No such service', LISTING_STATUS);
  const naming = format.numeric ? numeric : cutForTable(await namesOf(entries));
  return heading + renderTable(entries, view, { naming, exact: format.exact });
}

/** The table as rules. */
export async function save({ numeric: numbers }: CommandOf<'save'>, client: IpvsClient): Promise<string> {
  const entries = (await readTable(client, { sorted: true })) ?? [];
  return renderRules(entries, numbers ? numeric : await namesOf(entries));
}

async function namesOf(entries: readonly TableEntry[]): Promise<Naming> {
  const names = new ReverseNames();
  await names.lookup(
    entries.flatMap(({ service: { key }, destinations }) => [
      ...('address' in key ? [key.address] : []),
      ...destinations.map(({ address }) => address),
    ]),
  );
  return names.naming;
}

/** The connection table, written while it is read: it may be larger than memory. */
export async function listConnections(
  { format, withEngine }: CommandOf<'list-connections'>,
  client: IpvsClient,
  write: (text: string) => void,
): Promise<void> {
  // Anyone may read the file; who may list is for the kernel to say, as with every other listing.
  await client.info();
  write(connectionsHeading(withEngine));
  const names = format.numeric ? undefined : new ReverseNames();
  const naming = names === undefined ? numeric : cutName(names.naming);
  for (const entries of connectionChunks(client)) {
    await names?.lookup(
      entries.flatMap(({ client, virtual, destination }) => [client.address, virtual.address, destination.address]),
    );
    write(entries.map((entry) => renderConnection(entry, naming, withEngine)).join(''));
  }
}

function* connectionChunks(client: IpvsClient): Generator<ConnectionEntry[]> {
  try {
    yield* client.connections();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new CommandError(`cannot read the connection table: ${code}`, LISTING_STATUS, { cause });
  }
}
