import { type Comparison, compareWhole, type TableReader } from '../ipvs/converge.ts';
import type { Operation } from '../ipvs/operations.ts';
import { serviceName, type Table, tableRow } from '../ipvs/table.ts';
import { Wanted } from '../ipvs/wanted.ts';
import { USAGE_STATUS } from '../rules/errors.ts';
import { isExpressible } from '../rules/expressible.ts';
import { readRules } from '../rules/lines.ts';
import type { Names } from '../rules/names.ts';
import { numeric } from '../rules/naming.ts';
import { CommandError } from './errors.ts';
import { reportOf } from './failures.ts';
import { renderRules } from './render/save.ts';
import { collectRequests, Demand, type Place, type Request } from './requests.ts';
import type { Environment } from './run.ts';
import { compareDestinations } from './sort.ts';
import { readEntries } from './table.ts';

/** Before each line but those that add servers: a service and its servers, as a save writes them, stay together. */
const SERVICE_START = /^(?!-a )/m;

const FIRST_SERVICE = /^-A .*\n(?:-a .*\n)*/m;

/** What says no more than itself, wherever it stands: all else may be about rules that are not read. */
const ADDITIONS: ReadonlySet<Operation['type']> = new Set([
  'add-service',
  'add-destination',
  'set-timeouts',
  'start-daemon',
]);

/** What reads rules, and the kernel's table. */
interface Readers extends Pick<Environment, 'names' | 'hasIpvs'> {
  readonly client: () => Promise<TableReader>;
}

/**
 * The kernel's table beside what the requests of a text want.
 *
 * @throws CommandError with a line for whatever is wrong with the requests
 */
export async function compareRules(text: string, readers: Readers): Promise<Comparison> {
  if (readers.hasIpvs() && isAsSaved(text, readers.names)) {
    const unsaved = await compareUnsaved(text, readers).catch(async (error: unknown) => {
      // What is wrong with the rules is told before what is wrong with the kernel, and by the lines of all of them.
      await readWanted(text, readers);
      throw error;
    });
    if (unsaved !== undefined) return unsaved;
  }
  const wanted = await readWanted(text, readers);
  return compareWhole(await readers.client(), wanted);
}

/** Whether the first service is written as a save does: whoever writes one so writes all of them so. */
function isAsSaved(text: string, names: Names): boolean {
  const first = FIRST_SERVICE.exec(text)?.[0];
  if (first === undefined) return false;
  const wanted = new Wanted();
  readRules(first, names, ({ command }) => command.type === 'change' && wanted.carryOut(command.operation));
  const [row] = wanted.table.values();
  if (row === undefined) return false;
  const destinations = [...row.destinations.values()].sort(compareDestinations);
  return renderRules({ service: row.service, destinations }, numeric) === first;
}

/**
 * The same without the services of which the text says, word for word, what a save would print of them. Their rules are not
 * read and nothing is kept of them: comparing a table that is as it is wanted costs no more than saving it.
 *
 * @returns `undefined` where the rest cannot be understood without what was left out
 */
async function compareUnsaved(text: string, readers: Readers): Promise<Comparison | undefined> {
  const parts = text.split(SERVICE_START);
  const unsaved = new Set(parts);
  const client = await readers.client();
  const services = await client.services();
  const current: Table = new Map();
  for await (const entry of readEntries(services, { sorted: true }, (key) => client.destinations(key))) {
    const { service, destinations } = entry;
    if (isExpressible(service, destinations) && unsaved.delete(renderRules(entry, numeric))) continue;
    current.set(serviceName(service.key), tableRow(service, destinations));
  }
  const rest = parts.filter((part) => unsaved.has(part));
  // Of what is left out, the text has something twice.
  if (parts.length - rest.length > services.length - current.size) return undefined;
  const { demand, others } = await collectRequests(
    rest.join(''),
    readers,
    () => ({ demand: new Demand(), others: 0 }),
    (into, request, place) => {
      if (ADDITIONS.has(request.operation.type)) into.demand.add(request, place);
      else into.others += 1;
    },
  );
  if (others > 0 || demand.misfits.length > 0) return undefined;
  const { wanted } = demand;
  const added = new Set([...wanted.table.keys()].filter((name) => !current.has(name)));
  // What is to be added, and is there, is a service whose rules were left out: the text has others for it too.
  if (added.size > 0 && services.some(({ key }) => added.has(serviceName(key)))) return undefined;
  return { current, wanted };
}

async function readWanted(text: string, readers: Readers): Promise<Wanted> {
  const { wanted, misfits } = await collectRequests(text, readers, () => new Demand(), addRequest);
  if (misfits.length > 0) throw new CommandError(reportOf(misfits), USAGE_STATUS);
  return wanted;
}

const addRequest = (demand: Demand, request: Request, place: Place): void => demand.add(request, place);
