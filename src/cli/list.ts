import type { IpvsClient } from '../ipvs/client.ts';
import type { CommandOf } from '../rules/command.ts';
import { type Naming, numeric } from '../rules/naming.ts';
import { CommandError, LISTING_STATUS } from './errors.ts';
import { ReverseNames } from './names/reverse.ts';
import { cutForTable } from './render/cut.ts';
import { renderDaemons } from './render/daemons.ts';
import { renderJson } from './render/json.ts';
import { renderRules } from './render/save.ts';
import { renderTable, renderVersion } from './render/table.ts';
import { renderTimeouts } from './render/timeouts.ts';
import { VIEWS } from './render/views.ts';
import { readTable, type TableEntry } from './table.ts';

/** The table, or one virtual service, in one of its views. */
export async function list({ key, view: name, format }: CommandOf<'list'>, client: IpvsClient): Promise<string> {
  const view = VIEWS[name];
  const ipvs = key === undefined ? await client.info() : undefined;
  const entries = await readTable(client, { key, sorted: format.sorted, stats: view.stats || format.json });
  if (entries === undefined) throw new CommandError('No such service', LISTING_STATUS);
  if (format.json) return renderJson({ ipvs, services: entries });
  const naming = format.numeric ? numeric : cutForTable(await namesOf(entries));
  const table = renderTable(entries, view, { naming, exact: format.exact });
  return ipvs === undefined ? table : renderVersion(ipvs) + table;
}

/** The timeouts of connections. */
export async function listTimeouts({ format }: CommandOf<'list-timeouts'>, client: IpvsClient): Promise<string> {
  const timeouts = await client.timeouts();
  return format.json ? renderJson({ timeouts }) : renderTimeouts(timeouts);
}

/** The running sync daemons. */
export async function listDaemons({ format }: CommandOf<'list-daemons'>, client: IpvsClient): Promise<string> {
  const daemons = await client.daemons();
  return format.json ? renderJson({ daemons }) : renderDaemons(daemons);
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
