import type { IpvsClient } from '../../ipvs/client.ts';
import { countLines } from '../../ipvs/proc/connection-counts.ts';
import { type LineFields, linePattern, SERVICE_FIELDS } from '../../ipvs/proc/connection-pattern.ts';
import { readServiceText } from '../../ipvs/proc/connection-services.ts';
import { readProcAddress, readProcPort } from '../../ipvs/proc/hex.ts';
import type { CommandOf, CountedBy } from '../../rules/command.ts';
import { numeric } from '../../rules/naming.ts';
import type { Output } from '../files/streams.ts';
import { ReverseNames } from '../names/reverse.ts';
import { type Counted, type Group, type GroupNames, renderCounts, renderCountsJson } from '../render/counts.ts';
import { serviceName } from '../render/service.ts';
import { readConnectionTable } from './connection-table.ts';

/** What connections are counted by: the kernel's text that those of a group have in common, and what it says. */
interface Grouping {
  /** Fields with a group around the text. */
  readonly fields: LineFields;
  readonly read: (text: string) => Group;
}

const GROUPINGS: Readonly<Record<CountedBy, Grouping>> = {
  service: {
    fields: SERVICE_FIELDS,
    read: (text) => {
      const service = readServiceText(text);
      return {
        addresses: 'address' in service ? [service.address] : [],
        name: ({ endpoint }) => serviceName(service, endpoint),
        json: { service },
      };
    },
  },
  server: {
    fields: { destination: '(\\S+ \\S+)' },
    read: (text) => {
      const [digits = '', portDigits = ''] = text.split(' ');
      const server = { address: readProcAddress(digits), port: readProcPort(portDigits) };
      return {
        addresses: [server.address],
        name: ({ endpoint }) => endpoint(server.address, server.port, 'tcp'),
        json: { server },
      };
    },
  },
  state: {
    fields: { state: '(\\S+)' },
    read: (state) => ({ addresses: [], name: () => state, json: { state } }),
  },
  client: {
    fields: { client: '(\\S+)' },
    read: (text) => {
      const client = readProcAddress(text);
      return { addresses: [client], name: ({ host }) => host(client), json: { client } };
    },
  },
};

const NUMERIC: GroupNames = { endpoint: numeric, host: (address) => address };

/** How many connections there are of each service, server, state or client, the most first. */
export async function countConnections(
  { by, filter, format }: CommandOf<'count-connections'>,
  client: IpvsClient,
): Promise<Output> {
  const { fields, read } = GROUPINGS[by];
  const lines = await readConnectionTable(client, filter);
  const textOf = by === 'service' ? await serviceTexts(client) : (text = '') => text;
  const counts = [...countLines(lines, linePattern(fields), textOf)];
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const counted = counts
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || (a < b ? -1 : 1))
    .map(([text, count]) => [read(text), count] as const);
  if (format.json) return renderCountsJson(by, counted, total);
  return renderCounts(counted, total, format.numeric ? NUMERIC : await namesOf(counted));
}

async function serviceTexts(client: IpvsClient): Promise<(...texts: string[]) => string> {
  const services = await client.connectionServices();
  return (...texts) => services.countedWith(...texts);
}

async function namesOf(counted: Counted): Promise<GroupNames> {
  const names = new ReverseNames();
  await names.lookup(counted.flatMap(([{ addresses }]) => addresses));
  return { endpoint: names.naming, host: names.host };
}
