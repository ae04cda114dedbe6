import type { Daemon, Destination, Timeouts } from '../model.ts';
import { sameDaemon, sameDestination, sameService } from './same.ts';
import type { Table, TableRow } from './table.ts';
import { Wanted } from './wanted.ts';

/** A change: the state before it, and the one that it makes. Both have timeouts. */
export interface Change {
  readonly before: Wanted;
  readonly after: Wanted;
}

/** The kernel's state. */
export interface State {
  readonly table: Table;
  readonly timeouts: Timeouts;
  readonly daemons: readonly Daemon[];
}

/**
 * What takes a change back, and nothing else: what the change has made, and is as it made it, becomes as it was before.
 * What others have changed since, or what the change has not touched, stays as it is now.
 */
export function takeBack({ before, after }: Change, current: State): Wanted {
  const wanted = new Wanted();
  for (const id of idsOf(before.table, after.table, current.table)) {
    const row = rowOf(before.table.get(id), after.table.get(id), current.table.get(id));
    if (row !== undefined) wanted.table.set(id, row);
  }
  if (returns(before.timeouts, after.timeouts, current.timeouts, sameTimeouts)) wanted.timeouts = before.timeouts;
  for (const state of ['master', 'backup'] as const) {
    const running = current.daemons.find((daemon) => daemon.state === state);
    const was = before.daemons.get(state);
    if (returns(was, after.daemons.get(state), running, sameDaemon)) wanted.daemons.set(state, was);
  }
  return wanted;
}

function rowOf(
  before: TableRow | undefined,
  after: TableRow | undefined,
  current: TableRow | undefined,
): TableRow | undefined {
  const [was, made, is] = [before?.service, after?.service, current?.service];
  // A service that the change has touched, and others have made a third thing of, is theirs as a whole.
  if (![equal(was, made, sameService), equal(is, made, sameService), equal(is, was, sameService)].includes(true)) {
    return current;
  }
  const service = returns(was, made, is, sameService) ? was : is;
  const destinations = new Map<string, Destination>();
  for (const id of idsOf(before?.destinations, after?.destinations, current?.destinations)) {
    const [old, changed, now] = [before, after, current].map((row) => row?.destinations.get(id));
    const server = returns(old, changed, now, sameDestination) ? old : now;
    if (server !== undefined) destinations.set(id, server);
  }
  if (service !== undefined) return { service, destinations };
  // The change has added the service, and it holds what others have put there since.
  return current !== undefined && destinations.size > 0 ? { service: current.service, destinations } : undefined;
}

type Same<T> = (listed: T, wanted: T) => boolean;

const equal = <T>(a: T | undefined, b: T | undefined, same: Same<T>): boolean =>
  a === undefined || b === undefined ? a === b : same(a, b);

/** Whether a thing is to become what it was: the change has made it another, and it still is that. */
const returns = <T>(before: T | undefined, after: T | undefined, current: T | undefined, same: Same<T>): boolean =>
  !equal(before, after, same) && equal(current, after, same);

const sameTimeouts = (a: Timeouts, b: Timeouts): boolean => a.tcp === b.tcp && a.tcpFin === b.tcpFin && a.udp === b.udp;

const idsOf = (...maps: readonly (ReadonlyMap<string, unknown> | undefined)[]): Set<string> =>
  new Set(maps.flatMap((map) => [...(map?.keys() ?? [])]));
