import type { IpvsClient } from '../../ipvs/client.ts';
import type { DestinationSummary, ServerFilter, ServiceKey, TableEntry } from '../../ipvs/model.ts';
import type { CommandOf } from '../../rules/command.ts';
import { EXIT } from '../exit-status.ts';
import type { Output } from '../files/streams.ts';
import { cutForTable } from '../render/cut.ts';
import { renderJson } from '../render/json.ts';
import { Lines } from '../render/lines.ts';
import { renderVersion, writeEntry } from '../render/listing.ts';
import { renderDaemons, renderTimeouts } from '../render/settings.ts';
import { VIEWS, type View } from '../render/views.ts';
import { CommandError } from '../report/errors.ts';
import { collect, writeEntries } from './entries.ts';

/** The table, or one virtual service, in one of its views. */
export async function list(
  { key, server, view: name, format }: CommandOf<'list'>,
  client: IpvsClient,
): Promise<Output> {
  const { sorted, json } = format;
  const ipvs = key === undefined ? await client.info() : undefined;
  if (json) {
    const services = await collect(client.table({ key, server, sorted, stats: true }));
    if (services.length === 0) await requireAny(key, server, client);
    return renderJson({ ipvs, services });
  }
  const view = VIEWS[name];
  const lines = new Lines().text(ipvs === undefined ? '' : renderVersion(ipvs)).text(view.heading);
  const count =
    name === 'connections'
      ? await writeRows(lines, client.table({ key, server, sorted, brief: true }), VIEWS[name], format)
      : await writeRows(lines, client.table({ key, server, sorted, stats: VIEWS[name].stats }), VIEWS[name], format);
  if (count === 0) await requireAny(key, server, client);
  return lines;
}

/** Says what is not there, where nothing was found of what was asked for. A table may well be empty. */
async function requireAny(
  key: ServiceKey | undefined,
  server: ServerFilter | undefined,
  client: IpvsClient,
): Promise<void> {
  const isServiceMissing = key !== undefined && (server === undefined || (await client.service(key)) === undefined);
  if (isServiceMissing) throw new CommandError('No such service', EXIT.listingFailed);
  if (server !== undefined) throw new CommandError('No such destination', EXIT.listingFailed);
}

function writeRows<D extends DestinationSummary>(
  lines: Lines,
  entries: AsyncIterable<TableEntry<D>>,
  view: View<D>,
  { numeric, exact }: CommandOf<'list'>['format'],
): Promise<number> {
  return writeEntries(entries, numeric, (entry, naming) =>
    writeEntry(lines, entry, view, { naming: cutForTable(naming), exact }),
  );
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
