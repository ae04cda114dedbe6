import type { Destination, Operation, ServiceKey } from '../model.ts';
import { sameDestination, sameService } from './same.ts';
import type { Table, TableRow } from './table.ts';

/**
 * The changes that make one table into another, and nothing more: what stays is not touched, and so keeps its
 * connections and counters. In their order, no virtual service that has a real server to take connections is ever
 * without one: additions and weights come first, then what loses its weight, then deletions.
 *
 * @param keepWeights real servers that stay keep the weights that they have
 */
export function planChanges(current: Table, wanted: Table, keepWeights: boolean): Operation[] {
  const phases: Phases = { more: [], fewer: [], gone: [] };
  for (const [name, row] of wanted) {
    const there = current.get(name);
    if (there === undefined) addRow(row, phases);
    else if (there !== row) changeRow(there, row, keepWeights, phases);
  }
  for (const [name, { service }] of current) {
    if (!wanted.has(name)) phases.gone.push({ type: 'delete-service', key: service.key });
  }
  return [...phases.more, ...phases.fewer, ...phases.gone];
}

interface Phases {
  readonly more: Operation[];
  readonly fewer: Operation[];
  readonly gone: Operation[];
}

function addRow({ service, destinations }: TableRow, { more }: Phases): void {
  more.push({ type: 'add-service', service });
  for (const destination of destinations.values()) {
    more.push({ type: 'add-destination', key: service.key, destination });
  }
}

function changeRow(there: TableRow, row: TableRow, keepWeights: boolean, phases: Phases): void {
  const { key } = row.service;
  if (!sameService(there.service, row.service)) phases.more.push({ type: 'edit-service', service: row.service });
  for (const [name, destination] of row.destinations) {
    const listed = there.destinations.get(name);
    if (listed === undefined) phases.more.push({ type: 'add-destination', key, destination });
    else changeServer(key, listed, keepWeights ? { ...destination, weight: listed.weight } : destination, phases);
  }
  for (const [name, destination] of there.destinations) {
    if (!row.destinations.has(name)) phases.gone.push({ type: 'delete-destination', key, destination });
  }
}

function changeServer(key: ServiceKey, listed: Destination, wanted: Destination, phases: Phases): void {
  if (sameDestination(listed, wanted)) return;
  (wanted.weight === 0 ? phases.fewer : phases.more).push({ type: 'edit-destination', key, destination: wanted });
}
