import { type Comparison, compareWhole, type TableReader } from '../../ipvs/converge/converge.ts';
import { type Table, tableRow } from '../../ipvs/converge/table.ts';
import { Wanted } from '../../ipvs/converge/wanted.ts';
import { serviceId } from '../../ipvs/key.ts';
import type { Destination, Service } from '../../ipvs/model.ts';
import { isExpressible } from '../../rules/expressible.ts';
import { readRules } from '../../rules/lines.ts';
import type { Names } from '../../rules/names.ts';
import { numeric } from '../../rules/naming.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { renderRules } from '../render/save.ts';
import { compareDestinations } from '../render/sort.ts';
import { CommandError } from '../report/errors.ts';
import { reportOf } from '../report/failures.ts';
import { collectRequests, Demand, type Place, type Request } from './requests.ts';

/** Before each line but those that add servers: a service and its servers, as a save writes them, stay together. */
const SERVICE_START = /(?<=\n)(?!-a )/;

const FIRST_SERVICE = /(?<![^\n])-A .*\n(?:-a .*\n)*/;

/** Where a line begins that may be about others: one that neither adds nor sets something, nor is a comment, nor empty. */
const OTHER_LINE = /(?<![^\n])(?!-[Aa] |--set |--start-daemon |[ \t\r]*(?:#|\n|$))/;

/** What reads rules, and the kernel's table. */
interface Readers extends Pick<Environment, 'names' | 'hasIpvs'> {
  readonly client: () => Promise<TableReader>;
}

/**
 * What compares the kernel's table with what the requests of a text want, whenever it is called.
 *
 * @throws CommandError, when it is called, with a line for whatever is wrong with the requests
 */
export function comparerOf(text: string, readers: Readers): () => Promise<Comparison> {
  let wanted: Wanted | undefined;
  return async () => {
    if (wanted === undefined && readers.hasIpvs() && isAsSaved(text, readers.names)) {
      const unsaved = await compareUnsaved(text, readers).catch(async (error: unknown) => {
        // What is wrong with the rules is told before what is wrong with the kernel, and by the lines of all of them.
        await readWanted(text, readers);
        throw error;
      });
      if (unsaved !== undefined) return unsaved;
    }
    wanted ??= await readWanted(text, readers);
    return compareWhole(await readers.client(), wanted);
  };
}

/** Whether a text may be rules of `-Sn`, and its first service is written so: whoever writes one so writes all of them so. */
function isAsSaved(text: string, names: Names): boolean {
  const first = FIRST_SERVICE.exec(text)?.[0];
  if (first === undefined || OTHER_LINE.test(text)) return false;
  const wanted = new Wanted();
  readRules(first, names, ({ command }) => command.type === 'change' && wanted.carryOut(command.operation));
  const [row] = wanted.table.values();
  return row !== undefined && savedRules(row.service, [...row.destinations.values()]) === first;
}

/**
 * The comparison without the services of which the text says, word for word, what `-Sn` would print of them. Their rules are
 * not read and nothing is kept of them: comparing a table that is as it is wanted costs no more than saving it.
 *
 * @returns `undefined` where the rest contradicts what was left out, or so it seems
 */
async function compareUnsaved(text: string, readers: Readers): Promise<Comparison | undefined> {
  const parts = text.split(SERVICE_START);
  const unsaved = new Set(parts);
  const client = await readers.client();
  const services = await client.services();
  const current: Table = new Map();
  for (const service of services) {
    const destinations = await client.destinations(service.key);
    if (isExpressible(service, destinations) && unsaved.delete(savedRules(service, destinations))) continue;
    current.set(serviceId(service.key), tableRow(service, destinations));
  }
  const rest = parts.filter((part) => unsaved.has(part));
  // Of what is left out, the text has something twice.
  if (parts.length - rest.length > services.length - current.size) return undefined;
  const { wanted, misfits } = await collectRequests(rest.join(''), readers, () => new Demand(), addRequest);
  if (misfits.length > 0) return undefined;
  const added = new Set([...wanted.table.keys()].filter((name) => !current.has(name)));
  // What is to be added, and is there, is a service whose rules were left out: the text has others for it too.
  if (added.size > 0 && services.some(({ key }) => added.has(serviceId(key)))) return undefined;
  return { current, wanted };
}

const savedRules = (service: Service, destinations: readonly Destination[]): string =>
  renderRules({ service, destinations: destinations.toSorted(compareDestinations) }, numeric);

async function readWanted(text: string, readers: Readers): Promise<Wanted> {
  const { wanted, misfits } = await collectRequests(text, readers, () => new Demand(), addRequest);
  if (misfits.length > 0) throw new CommandError(reportOf(misfits), EXIT.usage);
  return wanted;
}

const addRequest = (demand: Demand, request: Request, place: Place): void => demand.add(request, place);
