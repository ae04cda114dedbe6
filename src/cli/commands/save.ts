import type { IpvsClient } from '../../ipvs/client.ts';
import type { CommandOf } from '../../rules/command.ts';
import { operationLine } from '../../rules/operation-line.ts';
import { entryLines } from '../../rules/write-rules.ts';
import { replaceFile } from '../files/replace-file.ts';
import { Lines } from '../render/lines.ts';
import { writeEntries } from './entries.ts';

/** The table as rules, on standard output or in a file that is replaced atomically. */
export async function save(
  { numeric, all, output }: CommandOf<'save'>,
  client: IpvsClient,
  write: (text: Lines) => void,
): Promise<void> {
  const lines = new Lines();
  if (all) lines.text(await timeoutsLine(client));
  await writeEntries(client.table({ sorted: true }), numeric, (entry, naming) => lines.text(entryLines(entry, naming)));
  if (all) lines.text(await daemonLines(client));
  if (output === undefined) write(lines);
  else replaceFile(output, lines);
}

async function timeoutsLine(client: IpvsClient): Promise<string> {
  return `${operationLine({ type: 'set-timeouts', timeouts: await client.timeouts() })}\n`;
}

/** After the rules, so that what a restored daemon tells the other director is what the rules say. */
async function daemonLines(client: IpvsClient): Promise<string> {
  const daemons = await client.daemons();
  return daemons.map((daemon) => `${operationLine({ type: 'start-daemon', daemon })}\n`).join('');
}
