import { type Load, type MeasuredServer, type MeasuredService, paceIn } from './pace.ts';

export interface Order {
  readonly name: string;
  readonly measure?: (one: Load) => number;
}

/** Orders of the live view, each by the number that decides: the largest comes first. Without one, it is by name. */
export const ORDERS: readonly [Order, ...Order[]] = [
  { name: 'connections/s', measure: ({ change }) => paceIn(change)?.connections ?? 0 },
  { name: 'active', measure: ({ active }) => active },
  { name: 'inactive', measure: ({ inactive }) => inactive },
  { name: 'bytes/s', measure: ({ change }) => (paceIn(change)?.inBytes ?? 0) + (paceIn(change)?.outBytes ?? 0) },
  { name: 'name' },
];

/** What a line of the table is about: a service, or one of its servers. */
export interface Row {
  readonly service: MeasuredService;
  readonly server?: MeasuredServer;
}

/** Whether two rows, maybe of two readings, are about the same. */
export const sameRow = (a: Row, b: Row): boolean =>
  a.service.id === b.service.id &&
  a.server?.server.address === b.server?.server.address &&
  a.server?.server.port === b.server?.server.port;

export interface Arrangement {
  readonly order: Order;
  readonly isReversed: boolean;
  /** Text that a name has to have, in small letters; empty for all. */
  readonly filter: string;
  readonly isFolded: (serviceId: string) => boolean;
  readonly nameOf: (row: Row) => string;
}

/** Puts services and servers into order, and leaves out what is folded or filtered away. */
export function arrange(services: readonly MeasuredService[], arrangement: Arrangement): Row[] {
  const { filter, isFolded, nameOf } = arrangement;
  const has = (row: Row): boolean => nameOf(row).toLowerCase().includes(filter);
  const rows: Row[] = [];
  for (const service of sorted(services, arrangement)) {
    const whole = filter === '' || has({ service });
    const servers = whole ? service.servers : service.servers.filter((server) => has({ service, server }));
    if (!whole && servers.length === 0) continue;
    rows.push({ service });
    if (isFolded(service.id)) continue;
    for (const server of sorted(servers, arrangement)) rows.push({ service, server });
  }
  return rows;
}

/** Items are in ascending order of their names, and stay so where the measure is the same. */
function sorted<T extends Load>(items: readonly T[], { order: { measure }, isReversed }: Arrangement): readonly T[] {
  const inOrder = measure === undefined || items.length < 2 ? items : items.toSorted((a, b) => measure(b) - measure(a));
  return isReversed ? inOrder.toReversed() : inOrder;
}
