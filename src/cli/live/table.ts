import { serviceProtocol } from '../../ipvs/key.ts';
import type { Naming } from '../../rules/naming.ts';
import { serviceName, serviceSettings } from '../render/service.ts';
import { COLUMNS, type Column, serverMark, serviceMark } from './columns.ts';
import { type Charset, type History, trend } from './history.ts';
import type { Row } from './order.ts';
import type { MeasuredServer, MeasuredService } from './pace.ts';
import type { Segment } from './style.ts';

/** What lines of the table are made with. */
export interface TableOptions {
  /** Width of the terminal. */
  readonly columns: number;
  readonly naming: Naming;
  readonly history: History;
  readonly charset: Charset;
}

/** The least and the most characters of a name. A longer one pushes the columns after it. */
const NAME = { least: 30, most: 46 } as const;

/** Characters for what is the matter, or for a trend, after the columns. */
const AFTER = 18;

const shown = (columns: number): readonly Column[] => COLUMNS.filter(({ from }) => columns >= from);

function nameWidth(columns: number): number {
  const others = shown(columns).reduce((sum, { width }) => sum + width + 1, 0);
  return Math.min(NAME.most, Math.max(NAME.least, columns - others - AFTER));
}

/** The line above the table. */
export function heading({ columns }: Pick<TableOptions, 'columns'>): Segment[] {
  const cells = shown(columns).map((column) => cell({ text: column.heading }, column));
  return [{ text: 'Service, servers'.padEnd(nameWidth(columns)) }, ...cells];
}

/** The line of a service or a server. */
export function tableLine(row: Row, options: TableOptions): Segment[] {
  const { service, server } = row;
  const { columns, history, charset } = options;
  const cells = shown(columns).map((column) =>
    cell(server === undefined ? column.service(service) : column.server(server, service), column),
  );
  const mark = server === undefined ? serviceMark(service) : serverMark(server);
  const after: Segment[] = [{ text: ' ' }, ...(mark === undefined ? [] : [mark, { text: ' ' }])];
  if (server === undefined) after.push({ text: trend(history.of(service.id), charset), style: 'dim' });
  const name = { text: rowName(row, options.naming).padEnd(nameWidth(columns)) };
  return [server === undefined ? { ...name, style: 'bold' } : name, ...cells, ...after];
}

/** `TCP  10.0.0.1:80 wlc`, `  -> 10.0.0.2:80` */
export function rowName({ service: { service }, server }: Row, naming: Naming): string {
  if (server === undefined) return `${serviceName(service.key, naming)} ${serviceSettings(service)}`;
  return `  -> ${endpoint(service, server, naming)}`;
}

/** `10.0.0.2:80 of TCP  10.0.0.1:80` */
export const serverName = ({ service }: MeasuredService, server: MeasuredServer, naming: Naming): string =>
  `${endpoint(service, server, naming)} of ${serviceName(service.key, naming)}`;

const endpoint = ({ key }: MeasuredService['service'], { server }: MeasuredServer, naming: Naming): string =>
  naming(server.address, server.port, serviceProtocol(key));

const cell = ({ text, style }: Segment, { width }: Column): Segment => ({
  text: ` ${text.padStart(width)}`,
  ...(style && { style }),
});
