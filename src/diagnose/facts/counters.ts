import { z } from 'zod';
import type { RecordedSource } from './source.ts';

/** Files of the kernel's counters: pairs of lines, the names and the numbers, both after a group's name. */
const FILES = ['/proc/net/snmp', '/proc/net/netstat'];

/** Counters of the network by their name: `TcpExt.IPReversePathFilter`. */
export type Counters = Readonly<Record<string, number>>;

/** What nstat(8) shows. */
export const counters: RecordedSource<Counters> = {
  name: 'counters',
  title: 'the counters of the network',
  schema: z.record(z.string(), z.number()),
  read: async (host) => Object.fromEntries(FILES.flatMap((path) => [...parseCounters(host.readText(path))])),
};

/** The counters of one file. */
export function* parseCounters(text: string): Generator<[name: string, value: number]> {
  const lines = text.split('\n');
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [group = '', ...names] = lines[at]?.split(' ') ?? [];
    const values = lines[at + 1]?.split(' ').slice(1) ?? [];
    for (const [index, name] of names.entries()) yield [`${group.slice(0, -1)}.${name}`, Number(values[index])];
  }
}
