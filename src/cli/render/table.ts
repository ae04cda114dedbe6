import type { Info } from '../../ipvs/model.ts';
import type { TableEntry } from '../table.ts';
import type { RenderOptions, View } from './views.ts';

/** The first line of a listing of the whole table. */
export function renderVersion({ version, connectionTableSize }: Info): string {
  return `IP Virtual Server version ${version} (size=${connectionTableSize})\n`;
}

export function renderTable(entries: readonly TableEntry[], view: View, options: RenderOptions): string {
  const lines = entries.flatMap(({ service, destinations }) => [
    view.service(service, options),
    ...destinations.map((destination) => view.server(destination, service.key, options)),
  ]);
  return view.heading + lines.map((line) => `${line}\n`).join('');
}
