import type { IpvsClient } from '../../ipvs/client.ts';
import type { DestinationKey, DestinationLoad } from '../../ipvs/model.ts';
import type { CommandOf, ListFormat } from '../../rules/command.ts';
import { type Naming, numeric } from '../../rules/naming.ts';
import { EXIT } from '../exit-status.ts';
import { ReverseNames } from '../names/reverse.ts';
import { cutForTable } from '../render/cut.ts';
import { renderDaemons } from '../render/daemons.ts';
import { renderJson } from '../render/json.ts';
import { renderRules } from '../render/save.ts';
import { renderEntry, renderVersion } from '../render/table.ts';
import { renderTimeouts } from '../render/timeouts.ts';
import { VIEWS, type View } from '../render/views.ts';
import { CommandError } from '../report/errors.ts';
import { readEntries, readServices, type TableEntry } from './entries.ts';

/** The table, or one virtual service, in one of its views. */
export async function list({ key, view: name, format }: CommandOf<'list'>, client: IpvsClient): Promise<string> {
  const view = VIEWS[name];
  const options = { key, sorted: format.sorted, stats: view.stats || format.json };
  const services = await readServices(client, options);
  if (services === undefined) throw new CommandError('No such service', EXIT.listingFailed);
  const whole = key === undefined;
  // The default view of the whole table: one file tells what else would take a dump for each service.
  const loads = whole && name === 'connections' && !format.json ? client.loads() : undefined;
  const ipvs = whole ? (loads?.info ?? (await client.info())) : undefined;
  const entries = readEntries(services, format, (of) => client.destinations(of, options));
  if (format.json) return renderJson({ ipvs, services: await collect(entries) });
  const heading = (ipvs === undefined ? '' : renderVersion(ipvs)) + view.heading;
  if (loads === undefined) return heading + (await renderAll(entries, format, rows(view, format)));
  const loaded = readEntries<DestinationLoad>(services, format, (of) => loads.of(of) ?? client.destinations(of));
  return heading + (await renderAll(loaded, format, rows(VIEWS.connections, format)));
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
export async function listRules(format: Pick<ListFormat, 'numeric'>, client: IpvsClient): Promise<string> {
  const options = { sorted: true };
  const services = (await readServices(client, options)) ?? [];
  const entries = readEntries(services, options, (key) => client.destinations(key));
  return renderAll(entries, format, (naming) => (entry) => renderRules(entry, naming));
}

/** Writes an entry, once it is known how addresses are written. */
type Renderer<D> = (naming: Naming) => (entry: TableEntry<D>) => string;

/** The lines of a view. */
const rows =
  <D>(view: View<D>, { exact }: ListFormat): Renderer<D> =>
  (name) => {
    const naming = name === numeric ? numeric : cutForTable(name);
    return (entry) => renderEntry(entry, view, { naming, exact });
  };

/** The text of all entries: written as they come, or, where hosts have names, when all of these are known. */
async function renderAll<D extends DestinationKey>(
  entries: AsyncIterable<TableEntry<D>>,
  format: Pick<ListFormat, 'numeric'>,
  renderer: Renderer<D>,
): Promise<string> {
  let text = '';
  if (format.numeric) {
    const render = renderer(numeric);
    for await (const entry of entries) text += render(entry);
    return text;
  }
  const all = await collect(entries);
  const names = new ReverseNames();
  await names.lookup(
    all.flatMap(({ service: { key }, destinations }) => [
      ...('address' in key ? [key.address] : []),
      ...destinations.map(({ address }) => address),
    ]),
  );
  const render = renderer(names.naming);
  for (const entry of all) text += render(entry);
  return text;
}

async function collect<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}
