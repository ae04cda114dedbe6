import type { Info } from '../../ipvs/model.ts';
import type { TableEntry } from '../table.ts';
import type { View } from './views.ts';

/** The first line of a listing of the whole table. */
export function renderVersion({ version, connectionTableSize }: Info): string {
  return `IP Virtual Server version ${version} (size=${connectionTableSize})\n`;
}

export function renderTable(entries: readonly TableEntry[], view: View, exact: boolean): string {
  const lines = entries.flatMap(({ service, destinations }) => [
    view.service(service, exact),
    ...destinations.map((destination) => view.server(destination, exact)),
  ]);
  return view.heading + lines.map((line) => `${line}\n`).join('');
}
