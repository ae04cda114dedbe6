import type { DestinationSummary, Info, TableEntry } from '../../ipvs/model.ts';
import type { RenderOptions, View } from './views.ts';

/** The first line of a listing of the whole table. */
export function renderVersion({ version, connectionTableSize }: Info): string {
  return `IP Virtual Server version ${version} (size=${connectionTableSize})\n`;
}

/** The lines of a service and its servers. */
export function renderEntry<D extends DestinationSummary>(
  { service, destinations }: TableEntry<D>,
  view: View<D>,
  options: RenderOptions,
): string {
  let text = `${view.service(service, options)}\n`;
  for (const destination of destinations) text += `${view.server(destination, service.key, options)}\n`;
  return text;
}
