/** Operations and tables as the lines that say the same: easier to read than objects. */
import type { Operation } from '../../src/ipvs/operations.ts';
import type { Table } from '../../src/ipvs/table.ts';
import { parseCommand } from '../../src/rules/parse.ts';
import { saveDestination, saveService } from '../../src/rules/save.ts';
import { names } from './names.ts';
import { wordsOf } from './words.ts';

/** The change that a line asks for. */
export function operationOf(line: string): Operation {
  const command = parseCommand(wordsOf(line), names);
  if (command.type !== 'change') throw new Error(`no change: ${line}`);
  return command.operation;
}

/** The lines of a table, in its order. */
export const tableLines = (table: Table): string[] =>
  [...table.values()].flatMap(({ service, destinations }) => [
    saveService(service),
    ...Array.from(destinations.values(), (one) => saveDestination(service.key, one)),
  ]);
