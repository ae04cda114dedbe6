import type { IpvsClient } from '../../ipvs/client.ts';
import { type Table, tableRow } from '../../ipvs/converge/table.ts';
import { serviceId } from '../../ipvs/key.ts';
import { numeric } from '../../rules/naming.ts';
import { saveEntry } from '../../rules/write-rules.ts';
import { daemonLines, timeoutsLine } from './save.ts';

/** The kernel's table, and whether a text is what `-Sn` or `-Sn --all` prints of it. */
export interface TableBeside {
  readonly table: Table;
  readonly isSaved: boolean;
}

/**
 * Reads the kernel's table beside a text of rules. Of a text that is a save of the table as it is, nothing has to be parsed:
 * applying it costs no more than saving (benchmark `apply: nothing to do`, 15 to 25 percent).
 */
export async function readTable(client: IpvsClient, text: string): Promise<TableBeside> {
  const table: Table = new Map();
  const withSettings = text.startsWith('--set ');
  const start = withSettings ? await timeoutsLine(client) : '';
  /** How much of the text is as printed; negative once something differs. */
  let same = text.startsWith(start) ? start.length : -1;
  for await (const entry of client.table({ sorted: true })) {
    if (same >= 0) {
      const rules = saveEntry(entry, numeric);
      same = text.startsWith(rules, same) ? same + rules.length : -1;
    }
    table.set(serviceId(entry.service.key), tableRow(entry.service, entry.destinations));
  }
  const end = withSettings && same >= 0 ? await daemonLines(client) : '';
  return { table, isSaved: same >= 0 && text.slice(same) === end };
}
