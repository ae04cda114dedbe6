import type { IpvsClient } from '../../ipvs/client.ts';
import { isMeant } from '../../ipvs/key.ts';
import type { ObservedDestination, ServerFilter, TableEntry } from '../../ipvs/model.ts';
import type { CommandOf } from '../../rules/command.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from '../report/errors.ts';
import { type DrainedServer, noteDrained, readDrained } from '../state/drained.ts';
import { type Draining, formatMachines, isOf, serverId, type Target } from './target.ts';

/**
 * The draining of all real servers of some machines.
 *
 * @throws CommandError when a machine has no real server, and was not drained before
 */
export async function drainingOfMachines(
  { machines, leave }: CommandOf<'drain-machines'>,
  client: IpvsClient,
  environment: Environment,
): Promise<Draining> {
  const entries = await entriesOf(machines, client);
  const now = targetsIn(entries, machines);
  // Read after the table: where another has drained meanwhile, the table has weight 0 only when the note is there.
  const noted = new Map<string, readonly DrainedServer[]>();
  for (const machine of machines) {
    const rows = await readDrained(machine.address, environment);
    if (
      !rows.some(({ destination }) => isMeant(machine, destination)) &&
      !now.some(({ server }) => isMeant(machine, server))
    )
      throw noServer(machine);
    noted.set(machine.address, mergeNotes(rows, now, machine.address));
  }
  const was = new Map(
    [...noted.values()].flat().map(({ key, destination }) => [serverId(key, destination), destination]),
  );
  return {
    name: formatMachines(machines, ', '),
    now,
    weightBefore: ({ service, server }) => was.get(serverId(service.key, server))?.weight ?? server.weight,
    look: async () => {
      const still = await Promise.all(
        entries.map(async ({ service }) => ({ service, destinations: await client.destinations(service.key) })),
      );
      return targetsIn(still, machines);
    },
    gone: leave
      ? []
      : now.map(({ service: { key }, server }) => ({ type: 'delete-destination', key, destination: server })),
    tolerant: true,
    back: `ipvsadm --undrain -r ${formatMachines(machines, ',')}`,
    bare: entries.filter((entry) => isBared(entry, machines)).map(({ service }) => service.key),
    note: () => {
      for (const [address, rows] of noted) noteDrained(address, rows, environment);
    },
  };
}

/** The virtual services that have a real server of one of the machines. */
async function entriesOf(machines: readonly ServerFilter[], client: IpvsClient): Promise<TableEntry[]> {
  const entries: TableEntry[] = [];
  for await (const entry of client.table({ sorted: true })) {
    if (entry.destinations.some((server) => isOf(machines, server))) entries.push(entry);
  }
  return entries;
}

const targetsIn = (entries: readonly TableEntry[], machines: readonly ServerFilter[]): Target[] =>
  entries.flatMap(({ service, destinations }) =>
    destinations.filter((server) => isOf(machines, server)).map((server): Target => ({ service, server })),
  );

const takes = ({ weight }: ObservedDestination): boolean => weight > 0;

const isBared = ({ destinations }: TableEntry, machines: readonly ServerFilter[]): boolean =>
  destinations.some(takes) && !destinations.some((server) => takes(server) && !isOf(machines, server));

/**
 * How a machine's servers are to come back. One of weight 0 that is noted was drained before, and comes back as it was
 * then; so does one that is gone. Any other is what somebody has made of it since.
 */
function mergeNotes(rows: readonly DrainedServer[], now: readonly Target[], address: string): DrainedServer[] {
  const merged = new Map(rows.map((row) => [serverId(row.key, row.destination), row]));
  for (const {
    service: { key },
    server,
  } of now) {
    const id = serverId(key, server);
    if (server.address !== address || (server.weight === 0 && merged.has(id))) continue;
    merged.set(id, { key, destination: server });
  }
  return [...merged.values()];
}

/** A machine that nothing is known of. */
export const noServer = (machine: ServerFilter): CommandError =>
  new CommandError(`no virtual service has the real server ${formatMachines([machine], '')}`, EXIT.changeFailed);
