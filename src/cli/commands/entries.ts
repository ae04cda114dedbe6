import type { DestinationSummary, TableEntry } from '../../ipvs/model.ts';
import { type Naming, numeric } from '../../rules/naming.ts';
import { ReverseNames } from '../names/reverse.ts';

/**
 * Writes all entries of a table. That happens while they are read, or, where addresses are shown by name, after all of
 * these have been looked up.
 *
 * @param write writes one entry
 * @returns how many there were
 */
export async function writeEntries<D extends DestinationSummary>(
  entries: AsyncIterable<TableEntry<D>>,
  isNumeric: boolean,
  write: (entry: TableEntry<D>, naming: Naming) => void,
): Promise<number> {
  let count = 0;
  if (isNumeric) {
    for await (const entry of entries) {
      write(entry, numeric);
      count += 1;
    }
    return count;
  }
  const all = await collect(entries);
  const naming = await namesOf(all);
  for (const entry of all) write(entry, naming);
  return all.length;
}

/** Names of all addresses in a table. */
export async function namesOf(entries: readonly TableEntry<DestinationSummary>[]): Promise<Naming> {
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
