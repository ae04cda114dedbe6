import type { Destination } from '../../ipvs/model.ts';
import type { Naming } from '../../rules/naming.ts';
import { saveDestination, saveService } from '../../rules/write-rules.ts';
import type { TableEntry } from '../commands/entries.ts';

/** A service and its servers as rules that `-R` reads. */
export function renderRules({ service, destinations }: TableEntry<Destination>, naming: Naming): string {
  let text = `${saveService(service, naming)}\n`;
  for (const destination of destinations) text += `${saveDestination(service.key, destination, naming)}\n`;
  return text;
}
