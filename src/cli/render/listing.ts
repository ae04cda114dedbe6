import type { DestinationSummary, Info, TableEntry } from '../../ipvs/model.ts';
import type { Lines } from './lines.ts';
import type { RenderOptions, View } from './views.ts';

/** The first line of a listing of the whole table. */
export function renderVersion({ version, connectionTableSize }: Info): string {
  return `IP Virtual Server version ${version} (size=${connectionTableSize})\n`;
}

/** Writes the lines of a service and its servers. */
export function writeEntry<D extends DestinationSummary>(
  lines: Lines,
  { service, destinations }: TableEntry<D>,
  view: View<D>,
  options: RenderOptions,
): void {
  view.service(lines, service, options);
  for (const destination of destinations) view.server(lines, destination, service.key, options);
}
