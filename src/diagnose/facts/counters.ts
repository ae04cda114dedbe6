import { z } from 'zod';
import type { Host } from './host.ts';
import type { RecordedSource } from './source.ts';

/** Files of the kernel's counters: pairs of lines, the names and the numbers, both after a group's name. */
const FILES = ['/proc/net/snmp', '/proc/net/netstat'];

/** Packets whose source is not where the routes say: rp_filter has dropped them. */
export const REVERSE_PATH = 'TcpExt.IPReversePathFilter';

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

const readCounters = (host: Host): Record<string, number> =>
  Object.fromEntries(FILES.flatMap((path) => [...parseCounters(host.readText(path))]));

/** The counters of one file. */
export function* parseCounters(text: string): Generator<[name: string, value: number]> {
  const lines = text.split('\n');
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [group = '', ...names] = lines[at]?.split(' ') ?? [];
    const values = lines[at + 1]?.split(' ').slice(1) ?? [];
    for (const [index, name] of names.entries()) yield [`${group.slice(0, -1)}.${name}`, Number(values[index])];
  }
}
