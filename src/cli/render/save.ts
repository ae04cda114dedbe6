import type { Naming } from '../../rules/naming.ts';
import { saveDestination, saveService } from '../../rules/save.ts';
import type { TableEntry } from '../table.ts';

/** The table as rules that `-R` reads: each service, then its servers. */
export function renderRules(entries: readonly TableEntry[], naming: Naming): string {
  const lines = entries.flatMap(({ service, destinations }) => [
    saveService(service, naming),
    ...destinations.map((destination) => saveDestination(service.key, destination, naming)),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}
