import { z } from 'zod';
import { codeOf } from '../../netlink/errors.ts';
import type { Host } from './host.ts';
import type { RecordedSource } from './source.ts';

/** Files of the kernel's counters: pairs of lines, the names and the numbers, both after a group's name. */
const FILES = ['/proc/net/snmp', '/proc/net/netstat'];

/** Packets whose source is not where the routes say: rp_filter has dropped them. */
export const REVERSE_PATH = 'TcpExt.IPReversePathFilter';

/** Packets that came from outside with a source that is this machine's own address. Of all network namespaces. */
export const MARTIAN_SOURCE = 'rt_cache.in_martian_src';

/** Counters of routing: a line of names, and one of hexadecimal numbers for each processor. */
const ROUTING = '/proc/net/stat/rt_cache';

/** Counters that say that something is dropped here. */
const DROPS = [REVERSE_PATH];

/** Milliseconds in which counters are watched. */
const WATCH = 1000;

const schema = z.strictObject({
  /** Since the network namespace is there, by name: `TcpExt.IPReversePathFilter`. */
  totals: z.record(z.string(), z.number()),
  /** What of drops was added in a second of watching. Empty where nothing was ever dropped: then nobody watches. */
  growth: z.record(z.string(), z.number()),
});

/** What nstat(8) shows. */
export type Counters = z.infer<typeof schema>;

export const counters: RecordedSource<Counters> = {
  name: 'counters',
  title: 'the counters of the network',
  schema,
  read: async (host) => {
    const totals = readCounters(host);
    const suspicious = DROPS.filter((name) => (totals[name] ?? 0) > 0);
    if (suspicious.length === 0) return { totals, growth: {} };
    await host.pause(WATCH);
    const later = readCounters(host);
    return {
      totals,
      growth: Object.fromEntries(suspicious.map((name) => [name, (later[name] ?? 0) - (totals[name] ?? 0)])),
    };
  },
};

const readCounters = (host: Host): Record<string, number> => ({
  ...Object.fromEntries(FILES.flatMap((path) => [...parseCounters(host.readText(path))])),
  [MARTIAN_SOURCE]: parseMartians(textOf(host, ROUTING)),
});

/** A kernel may lack the file. */
function textOf(host: Host, path: string): string {
  try {
    return host.readText(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

/** The sum over processors of one column. */
export function parseMartians(text: string): number {
  const [names = [], ...rows] = text.split('\n').map((line) => line.trim().split(/\s+/));
  const column = names.indexOf('in_martian_src');
  return rows.reduce((sum, row) => sum + Number.parseInt(row[column] ?? '0', 16), 0);
}

/** The counters of one file. */
export function* parseCounters(text: string): Generator<[name: string, value: number]> {
  const lines = text.split('\n');
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [group = '', ...names] = lines[at]?.split(' ') ?? [];
    const values = lines[at + 1]?.split(' ').slice(1) ?? [];
    for (const [index, name] of names.entries()) yield [`${group.slice(0, -1)}.${name}`, Number(values[index])];
  }
}
