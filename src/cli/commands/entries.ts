import type { DestinationSummary, TableEntry } from '../../ipvs/model.ts';
import { type Naming, numeric } from '../../rules/naming.ts';
import { ReverseNames } from '../names/reverse.ts';

/**
 * The text of all entries of a table. Written while they are read, or, where addresses are shown by name, after all
 * of these have been looked up.
 */
export async function renderEntries<D extends DestinationSummary>(
  entries: AsyncIterable<TableEntry<D>>,
  isNumeric: boolean,
  render: (entry: TableEntry<D>, naming: Naming) => string,
): Promise<string> {
  let text = '';
  if (isNumeric) {
    for await (const entry of entries) text += render(entry, numeric);
    return text;
  }
  const all = await collect(entries);
  const naming = await namesOf(all);
  for (const entry of all) text += render(entry, naming);
  return text;
}

async function namesOf(entries: readonly TableEntry<DestinationSummary>[]): Promise<Naming> {
  const names = new ReverseNames();
  await names.lookup(
    entries.flatMap(({ service: { key }, destinations }) => [
      ...('address' in key ? [key.address] : []),
      ...destinations.map(({ address }) => address),
    ]),
  );
  return names.naming;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
