import { FORWARD } from '../render/service.ts';
import { type Change, type MeasuredServer, type MeasuredService, type PACES, paceIn } from './pace.ts';
import { short } from './short.ts';
import type { Segment } from './style.ts';

/** One column after the name. */
export interface Column {
  readonly heading: string;
  /** Characters, without the blank before it. */
  readonly width: number;
  /** Columns that a terminal has to have to show it. */
  readonly from: number;
  readonly service: (service: MeasuredService) => Segment;
  readonly server: (server: MeasuredServer, service: MeasuredService) => Segment;
}

/** A number of connections. It stands out where it has just changed. */
function count(
  heading: string,
  load: 'active' | 'inactive',
  field: 'activeConnections' | 'inactiveConnections',
): Column {
  return {
    heading,
    width: 7,
    from: 0,
    service: (service) => ({ text: short(service[load]), style: 'dim' }),
    server: (server) => ({ text: short(server[load]), ...changed(server, field) }),
  };
}

const changed = (
  { server, before }: MeasuredServer,
  field: 'weight' | 'activeConnections' | 'inactiveConnections',
): Partial<Segment> => (before !== undefined && before[field] !== server[field] ? { style: 'bold' } : {});

/** Something a second. */
function pace(heading: string, from: number, field: (typeof PACES)[number]): Column {
  const cell = (change: Change): Segment => {
    if (change === undefined || typeof change === 'object') return { text: paceText(paceIn(change)?.[field]) };
    return { text: change, style: 'good' };
  };
  return { heading, width: 7, from, service: ({ change }) => cell(change), server: ({ change }) => cell(change) };
}

const paceText = (value: number | undefined): string => (value === undefined ? '-' : short(value));

/** `40/50`: percent of the service's connections, and of its weight. */
function share(server: MeasuredServer, service: MeasuredService): string {
  const percent = (part: number, all: number): string => (all === 0 ? '-' : String(Math.round((part / all) * 100)));
  const connections = percent(server.active + server.inactive, service.active + service.inactive);
  return `${connections}/${percent(server.server.weight, weightOf(service))}`;
}

const weightOf = ({ servers }: MeasuredService): number => servers.reduce((sum, { server }) => sum + server.weight, 0);

/** The columns of the live view, from left to right. To add one is to add a row. */
export const COLUMNS: readonly Column[] = [
  {
    heading: 'Forward',
    width: 7,
    from: 112,
    service: () => ({ text: '' }),
    server: ({ server }) => ({ text: FORWARD[server.forwarding] }),
  },
  {
    heading: 'Weight',
    width: 6,
    from: 0,
    service: (service) => ({ text: short(weightOf(service)), style: 'dim' }),
    server: (one) => ({ text: short(one.server.weight), ...changed(one, 'weight') }),
  },
  {
    heading: '%Co/%We',
    width: 7,
    from: 104,
    service: () => ({ text: '' }),
    server: (server, service) => ({ text: share(server, service) }),
  },
  count('Active', 'active', 'activeConnections'),
  count('InAct', 'inactive', 'inactiveConnections'),
  pace('Conns/s', 0, 'connections'),
  pace('InPkt/s', 136, 'inPackets'),
  pace('OutPk/s', 136, 'outPackets'),
  pace('InByt/s', 96, 'inBytes'),
  pace('OutBy/s', 96, 'outBytes'),
];

/** What is the matter with a server. */
export function serverMark({ server, active, inactive }: MeasuredServer): Segment | undefined {
  if (server.weight === 0) return { text: 'drained', style: 'warning' };
  const { upperThreshold = 0 } = server;
  return upperThreshold > 0 && active + inactive >= upperThreshold ? { text: 'full', style: 'alarm' } : undefined;
}

/** What is the matter with a service. */
export function serviceMark({ servers }: MeasuredService): Segment | undefined {
  if (servers.length === 0) return { text: 'no server', style: 'alarm' };
  const takesNone = (server: MeasuredServer): boolean => serverMark(server) !== undefined;
  return servers.every(takesNone) ? { text: 'no free server', style: 'alarm' } : undefined;
}
