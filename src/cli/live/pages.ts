import type { Naming } from '../../rules/naming.ts';
import { KEYS } from './keys.ts';
import type { Row } from './order.ts';
import { rowName, serverName } from './table.ts';

/** What may take the place of the table. */
export interface Page {
  readonly title: string;
  readonly lines: readonly string[];
  /** Set where the lines are connections of a row, which are read again and again. */
  readonly connectionsOf?: Row;
}

/** What the keys do. */
export const helpPage = (): Page => ({
  title: 'Keys',
  lines: [
    ...KEYS.map(({ keys, help }) => `  ${keys.join(', ').padEnd(18)} ${help}`),
    '',
    '  Rates are differences of counters between two readings; new and zeroed stand where there is none.',
    '  %Co/%We: percent of the connections that are remembered, and percent of the weight.',
  ],
});

/** The connections of a service or a server, still to be read. */
export const connectionsPage = (row: Row, naming: Naming): Page => ({
  title: `Connections of ${row.server ? serverName(row.service, row.server, naming) : rowName(row, naming)}`,
  lines: [],
  connectionsOf: row,
});
