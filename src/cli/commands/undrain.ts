import { readTable } from '../../ipvs/converge/converge.ts';
import { sameDestination } from '../../ipvs/converge/same.ts';
import type { Table } from '../../ipvs/converge/table.ts';
import { destinationId, isMeant, serviceId } from '../../ipvs/key.ts';
import type { Operation, ServerFilter } from '../../ipvs/model.ts';
import type { CommandOf } from '../../rules/command.ts';
import { operationLines } from '../../rules/operation-line.ts';
import { destinationLine, formatServiceKey } from '../../rules/write-rules.ts';
import { noServer } from '../draining/machines.ts';
import { isOf } from '../draining/target.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { renderUndrain, type UndrainResult } from '../render/drained.ts';
import { CommandError } from '../report/errors.ts';
import { requireAllMade } from '../report/failures.ts';
import { type DrainedServer, noteDrained, readDrained } from '../state/drained.ts';

/** What becomes of a noted server. */
interface Return {
  readonly noted: DrainedServer;
  readonly result: UndrainResult;
  /** Absent where nothing is to be changed. */
  readonly change?: Operation;
  /** Why it stays as it is, where it is not as it was. */
  readonly told?: string;
}

/**
 * Brings back the real servers of drained machines, just as they were. One that somebody has changed since stays as it
 * is and is told, and so is one whose virtual service is gone.
 *
 * @returns the status to exit with
 * @throws CommandError when some were not brought back, or nothing is known of a machine
 */
export async function undrain(
  { machines, dryRun, json }: CommandOf<'undrain'>,
  environment: Environment,
): Promise<number> {
  const client = await environment.client();
  const table = await readTable(client);
  const notes = await readNotes(machines, environment);
  for (const machine of machines) requireKnown(machine, table, notes);
  const returns = [...notes.values()]
    .flat()
    .filter(({ destination }) => isOf(machines, destination))
    .map((noted) => returnOf(noted, table));
  const changes = returns.flatMap(({ change }) => change ?? []);
  const told = returns.flatMap((one) => one.told ?? []);
  const report = (outcome: 'done' | 'unfinished' | 'planned'): void => {
    const servers = returns.map(({ noted: { key, destination }, result }) => ({ key, server: destination, result }));
    if (json) environment.write(renderUndrain(outcome, servers, changes));
  };

  if (dryRun) {
    if (json) report('planned');
    else environment.write(operationLines(changes));
  } else {
    const failures = await client.changeAll(changes);
    const refused = new Set([...failures.values()].map(({ operation }) => operation));
    const left = returns.filter(({ change }) => change !== undefined && refused.has(change)).map(({ noted }) => noted);
    for (const [address, rows] of notes) {
      noteDrained(
        address,
        rows.filter((row) => !isOf(machines, row.destination) || left.includes(row)),
        environment,
      );
    }
    report(told.length > 0 || failures.size > 0 ? 'unfinished' : 'done');
    requireAllMade(failures.values());
  }
  if (told.length > 0) throw new CommandError(told.join('\n'), EXIT.unfinished);
  return dryRun && changes.length > 0 ? EXIT.differs : EXIT.done;
}

type Notes = ReadonlyMap<string, readonly DrainedServer[]>;

async function readNotes(machines: readonly ServerFilter[], environment: Environment): Promise<Notes> {
  const notes = new Map<string, readonly DrainedServer[]>();
  for (const { address } of machines) notes.set(address, await readDrained(address, environment));
  return notes;
}

/** Nothing where a machine was drained, or is in the table. Else its name is more likely to be wrong. */
function requireKnown(machine: ServerFilter, table: Table, notes: Notes): void {
  if (notes.get(machine.address)?.some(({ destination }) => isMeant(machine, destination))) return;
  for (const { destinations } of table.values()) {
    for (const server of destinations.values()) if (isMeant(machine, server)) return;
  }
  throw noServer(machine);
}

function returnOf(noted: DrainedServer, table: Table): Return {
  const { key, destination } = noted;
  const line = destinationLine(key, destination);
  const destinations = table.get(serviceId(key))?.destinations;
  if (destinations === undefined) {
    return { noted, result: 'no-service', told: `there is no ${formatServiceKey(key)} any more, so not done: ${line}` };
  }
  const there = destinations.get(destinationId(destination));
  if (there === undefined) return { noted, result: 'restored', change: { type: 'add-destination', key, destination } };
  if (sameDestination(there, destination)) return { noted, result: 'unchanged' };
  if (sameDestination(there, { ...destination, weight: 0 })) {
    return { noted, result: 'restored', change: { type: 'edit-destination', key, destination } };
  }
  const now = destinationLine(key, there);
  return { noted, result: 'changed', told: `changed since it was drained, so left as it is: ${now} (it was: ${line})` };
}
