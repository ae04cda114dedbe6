/** Operations and tables as the lines that say the same: easier to read than objects. */

import type { Table } from '../../src/ipvs/converge/table.ts';
import { Wanted } from '../../src/ipvs/converge/wanted.ts';
import type { Operation } from '../../src/ipvs/model.ts';
import { parseCommand } from '../../src/rules/parse.ts';
import { destinationLine, serviceLine } from '../../src/rules/write-rules.ts';
import { names } from './names.ts';
import { wordsOf } from './words.ts';

/** The change that a line asks for. */
export function operationOf(line: string): Operation {
  const command = parseCommand(wordsOf(line), names);
  if (command.type !== 'change') throw new Error(`no change: ${line}`);
  return command.operation;
}

/** The table that lines make; a line that does not fit those before it is a mistake of the test. */
export function tableOf(lines: readonly string[]): Table {
  const model = new Wanted();
  for (const line of lines) {
    const conflict = model.add(operationOf(line));
    if (conflict !== undefined) throw new Error(`${conflict}: ${line}`);
  }
  return model.table;
}

/** The lines of a table, in its order. */
export const tableLines = (table: Table): string[] =>
  [...table.values()].flatMap(({ service, destinations }) => [
    serviceLine(service),
    ...Array.from(destinations.values(), (one) => destinationLine(service.key, one)),
  ]);
