import { type Comparison, compareWhole } from '../../ipvs/converge/converge.ts';
import { type Table, tableRow } from '../../ipvs/converge/table.ts';
import { serviceId } from '../../ipvs/key.ts';
import { KernelError } from '../../netlink/errors.ts';
import { numeric } from '../../rules/naming.ts';
import { entryLines } from '../../rules/write-rules.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from '../report/errors.ts';
import { requireNoFailures } from '../report/failures.ts';
import { type Description, describeRules, readDescription } from './description.ts';

type Readers = Pick<Environment, 'client' | 'hasIpvs' | 'names'>;

/**
 * Returns what compares the kernel's table with what a text describes, whenever it is called.
 *
 * @throws CommandError, when it is called, with a line for each fault of the text
 */
export function comparerOf(text: string, readers: Readers): () => Promise<Comparison> {
  let whole: Description | undefined;
  return async () => {
    const unsaved = await compareUnsaved(text, readers);
    if (unsaved !== undefined) return unsaved;
    // Invalid rules are reported before a missing module is loaded, and before the kernel refuses to tell its table.
    whole ??= await requireDescription(text, readers);
    const comparison = await compareWhole(await readers.client(), whole.wanted);
    requireServices(whole, comparison.current);
    return comparison;
  };
}

async function requireDescription(text: string, { names }: Readers): Promise<Description> {
  const description = await readDescription(text, names);
  if (description.others.length > 0) {
    const why = 'only rules that describe the table can be applied, not listings, -Z or --keep';
    throw new CommandError(description.others.map((line) => `line ${line}: ${why}`).join('\n'), EXIT.usage);
  }
  requireNoFailures(description.conflicts, EXIT.usage);
  return description;
}

/**
 * Rules that add no service are more likely a file gone wrong than a wish to delete all services.
 *
 * @throws CommandError where they would, and do not say so by -C
 */
function requireServices({ saysServices }: Description, current: Table): void {
  if (saysServices || current.size === 0) return;
  const services = current.size === 1 ? 'the one service' : `all ${current.size} services`;
  throw new CommandError(`no rule adds a service: this would delete ${services} of the table`, EXIT.usage, {
    hint: 'to apply an empty table, give the rule -C',
  });
}

/** A line that a save does not write: a comment, or one that edits, deletes, flushes or lists. */
const OTHER_LINE = /^(?!-[Aa] |--set |--start-daemon )./m;

/** The first service with its servers. */
const FIRST_SERVICE = /^-A .*\n(?:-a .*\n)*/m;

/** Where a service of a save begins, or one of its settings. */
const BLOCK = /^(?=-A |--)/m;

/**
 * A special path for speed: the comparison without the services about which the text says, word for word, what `-Sn`
 * prints. Their rules are not parsed, and nothing is kept of them. Without it the benchmark's `apply: nothing to do`
 * takes 1.1 to 1.2 times as long, and `apply: 1 % of the weights` 1.1 to 1.4 times.
 *
 * @returns `undefined` where all of the text has to be read: it is not written as a save, it says something twice or
 * something about a service that is left out, it is invalid, or the kernel does not tell its table
 */
async function compareUnsaved(text: string, readers: Readers): Promise<Comparison | undefined> {
  if (!readers.hasIpvs() || OTHER_LINE.test(text) || !isAsSaved(text, readers)) return undefined;
  const blocks = text.split(BLOCK);
  const unsaved = new Set(blocks);
  if (unsaved.size < blocks.length) return undefined;
  const left = await leaveOut(unsaved, readers);
  if (left === undefined) return undefined;
  const rest = blocks.filter((block) => unsaved.has(block)).join('');
  const { description, errors } = await readers.names.readWith(() => describeRules(rest, readers.names));
  const { wanted, conflicts } = description;
  if (errors.length > 0 || conflicts.length > 0) return undefined;
  if ([...wanted.table.keys()].some((id) => left.unchanged.has(id))) return undefined;
  if (left.unchanged.size === 0) requireServices(description, left.current);
  return { current: left.current, wanted };
}

/** Whether the first service of a text is written as `-Sn` writes it: then the others are, too. */
function isAsSaved(text: string, { names }: Readers): boolean {
  const first = FIRST_SERVICE.exec(text)?.[0];
  if (first === undefined) return false;
  const [row] = describeRules(first, names).description.wanted.table.values();
  return row !== undefined && entryLines({ ...row, destinations: [...row.destinations.values()] }, numeric) === first;
}

/** Takes the services of the kernel's table that a save would print so off the blocks, and returns the others. */
async function leaveOut(
  blocks: Set<string>,
  { client }: Readers,
): Promise<{ current: Table; unchanged: ReadonlySet<string> } | undefined> {
  const current: Table = new Map();
  const unchanged = new Set<string>();
  try {
    for await (const entry of (await client()).table({ sorted: true })) {
      const { service, destinations } = entry;
      const id = serviceId(service.key);
      if (blocks.delete(entryLines(entry, numeric))) unchanged.add(id);
      else current.set(id, tableRow(service, destinations));
    }
  } catch (error) {
    if (error instanceof KernelError) return undefined;
    throw error;
  }
  return { current, unchanged };
}
