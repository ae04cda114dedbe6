import { Batch } from '../../ipvs/batch.ts';
import type { Command, CommandOf } from '../../rules/command.ts';
import { type Rule, type RuleError, readRules } from '../../rules/lines.ts';
import type { SystemNames } from '../names/system-names.ts';
import { requireNoErrors } from './rules.ts';

/** Neighbouring changes, encoded, and the numbers of their lines in the same order. */
export interface RuleBatch {
  readonly batch: Batch;
  readonly lines: number[];
}

/**
 * Reads rules into batches of changes, and between them the rules that are other commands, all in order.
 *
 * A special path for speed: changes are encoded when they are read. To hold them as rules, or to read the text a second
 * time, takes 15 to 20 percent longer (benchmark `restore`).
 *
 * @throws CommandError with a line for each bad rule
 */
export async function readBatches(text: string, names: SystemNames): Promise<readonly (RuleBatch | Rule)[]> {
  const { parts, errors } = await names.readWith(() => batchesOf(text, names));
  requireNoErrors(errors, names);
  return parts;
}

function batchesOf(text: string, names: SystemNames): { parts: (RuleBatch | Rule)[]; errors: RuleError[] } {
  const parts: (RuleBatch | Rule)[] = [];
  const errors: RuleError[] = [];
  for (const one of readRules(text, names)) {
    if ('error' in one) errors.push(one);
    else if (!isPlainChange(one.command)) parts.push(one);
    else {
      const { batch, lines } = room(parts);
      batch.add(one.command.operation);
      lines.push(one.line);
    }
  }
  return { parts, errors };
}

/** The batch at the end that another change fits into. */
function room(parts: (RuleBatch | Rule)[]): RuleBatch {
  const last = parts.at(-1);
  if (last !== undefined && 'batch' in last && !last.batch.isFull) return last;
  const added = { batch: new Batch(), lines: [] };
  parts.push(added);
  return added;
}

/** Whether it is a change about which the kernel's reply says everything. */
const isPlainChange = (command: Command): command is CommandOf<'change'> => command.type === 'change' && !command.exist;
