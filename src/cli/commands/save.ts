import type { IpvsClient } from '../../ipvs/client.ts';
import type { CommandOf } from '../../rules/command.ts';
import { operationLine } from '../../rules/operation-line.ts';
import { entryLines } from '../../rules/write-rules.ts';
import { replaceFile } from '../files/replace-file.ts';
import { renderEntries } from './entries.ts';

/** The table as rules, on standard output or in a file that is replaced atomically. */
export async function save(
  { numeric, all, output }: CommandOf<'save'>,
  client: IpvsClient,
  write: (text: string) => void,
): Promise<void> {
  const rules = await renderEntries(client.table({ sorted: true }), numeric, entryLines);
  const text = all ? `${await timeoutsLine(client)}${rules}${await daemonLines(client)}` : rules;
  if (output === undefined) write(text);
  else replaceFile(output, text);
}

async function timeoutsLine(client: IpvsClient): Promise<string> {
  return `${operationLine({ type: 'set-timeouts', timeouts: await client.timeouts() })}\n`;
}

/** After the rules, so that what a restored daemon tells the other director is what the rules say. */
async function daemonLines(client: IpvsClient): Promise<string> {
  const daemons = await client.daemons();
  return daemons.map((daemon) => `${operationLine({ type: 'start-daemon', daemon })}\n`).join('');
}
