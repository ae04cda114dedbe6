import { z } from 'zod';
import { address, addressKey, count, fwmarkKey, port } from './values.ts';

/**
 * What `ipvsadm -L --json` prints, as zod schemas: one document for every listing, in which the parts that were not
 * asked for are absent. Stable: fields may be added, none is renamed or changes its meaning. Times are seconds,
 * addresses canonical text; counters are decimal text, because they have 64 bits and a JSON number is exact to 53
 * only.
 */

const counter = z.string().regex(/^\d+$/);

/** Totals since the last zero, and rates a second. */
const stats = z.strictObject({
  connections: counter,
  inPackets: counter,
  outPackets: counter,
  inBytes: counter,
  outBytes: counter,
  connectionRate: counter,
  inPacketRate: counter,
  outPacketRate: counter,
  inByteRate: counter,
  outByteRate: counter,
});

const destination = z.strictObject({
  address,
  port,
  /** The kernel reports `local` and `bypass`; nobody can ask for them. */
  forwarding: z.enum(['masquerade', 'local', 'tunnel', 'direct', 'bypass']),
  weight: count,
  /** Connections above which it gets no new ones; 0 is no limit. */
  upperThreshold: count,
  lowerThreshold: count,
  /** Absent where forwarding is not `tunnel`, and for plain IPIP. */
  tunnel: z
    .strictObject({
      type: z.enum(['ipip', 'gue', 'gre']),
      port,
      checksum: z.enum(['none', 'checksum', 'remote-checksum']),
    })
    .optional(),
  activeConnections: count,
  inactiveConnections: count,
  persistentConnections: count,
  stats,
});

/**
 * Connections and counters that the kernel adds to what was configured: in rules they say nothing, and may be absent.
 */
const destinationRule = destination.partial({
  upperThreshold: true,
  lowerThreshold: true,
  activeConnections: true,
  inactiveConnections: true,
  persistentConnections: true,
  stats: true,
});

const settings = {
  scheduler: z.string(),
  /** Absent without persistence. */
  persistence: z.strictObject({ timeout: count }).optional(),
  /** IPv4: a netmask; IPv6: a prefix length. Absent for single addresses. */
  netmask: z.string().optional(),
  onePacket: z.boolean(),
  schedulerFlags: z.array(z.enum(['flag-1', 'flag-2', 'flag-3'])),
  persistenceEngine: z.string().optional(),
  stats,
  destinations: z.array(destination),
};

const service = z.union([
  z.strictObject({ ...addressKey, ...settings }),
  z.strictObject({ ...fwmarkKey, ...settings }),
]);

const settingsRule = {
  ...settings,
  onePacket: settings.onePacket.optional(),
  schedulerFlags: settings.schedulerFlags.optional(),
  stats: stats.optional(),
  destinations: z.array(destinationRule),
};

const daemon = z.strictObject({
  state: z.enum(['master', 'backup']),
  interface: z.string(),
  syncId: count,
  /** Bytes of UDP payload. This and what follows are absent with kernels before 4.3. */
  syncMaxLength: count.optional(),
  group: address.optional(),
  port: port.optional(),
  ttl: count.optional(),
});

const end = z.strictObject({ address, port });

const connection = z.strictObject({
  /** As the kernel names it: `TCP`. */
  protocol: z.string(),
  client: end,
  virtual: end,
  destination: end,
  state: z.string(),
  /** Seconds until it is forgotten. */
  expires: count,
  persistenceEngine: z.strictObject({ name: z.string(), data: z.string() }).optional(),
});

/** A service that connections are counted by need not be in the table: its protocol is what the kernel names. */
const countedService = z.union([z.strictObject({ ...addressKey, protocol: z.string() }), z.strictObject(fwmarkKey)]);

/** Connections by what they have in common: the most first, and how many there are of all. */
const counted = <By extends string, Name extends z.ZodRawShape>(by: By, name: Name) =>
  z.strictObject({ by: z.literal(by), total: count, groups: z.array(z.strictObject({ ...name, count })) });

const counts = z.discriminatedUnion('by', [
  counted('service', { service: countedService }),
  counted('server', { server: end }),
  counted('state', { state: z.string() }),
  counted('client', { client: address }),
]);

/** The document of every listing. */
export const listing = z.strictObject({
  /** With a listing of the whole table. */
  ipvs: z.strictObject({ version: z.string(), connectionTableSize: count }).optional(),
  services: z.array(service).optional(),
  /** With `-c`. */
  connections: z.array(connection).optional(),
  /** With `-c --count-by`. */
  counts: counts.optional(),
  /** With `--timeout`. */
  timeouts: z.strictObject({ tcp: count, tcpFin: count, udp: count }).optional(),
  /** With `--daemon`. */
  daemons: z.array(daemon).optional(),
});

export type Listing = z.infer<typeof listing>;

/** What happened a second, by the differences of counters. */
const pace = z.strictObject({
  connections: z.number(),
  inPackets: z.number(),
  outPackets: z.number(),
  inBytes: z.number(),
  outBytes: z.number(),
});

const changes = {
  /** Absent where there was nothing to compare with, which `change` then says. */
  pace: pace.optional(),
  /** It was not there before; or its counters went back: they were zeroed, or it was deleted and added again. */
  change: z.enum(['new', 'zeroed']).optional(),
};

const watchedSettings = { ...settings, ...changes, destinations: z.array(destination.extend(changes)) };

/** A line of `ipvsadm -L --watch` in a pipe, or with `--json`: the whole table, and what happened. */
export const watched = z.strictObject({
  /** When it was read: `2026-11-30T08:00:00.000Z`. */
  time: z.iso.datetime(),
  /** Between the two readings that are compared: the interval, and four at least as soon as there was time for it. */
  seconds: z.number(),
  services: z.array(
    z.union([
      z.strictObject({ ...addressKey, ...watchedSettings }),
      z.strictObject({ ...fwmarkKey, ...watchedSettings }),
    ]),
  ),
});

export type Watched = z.infer<typeof watched>;

/** What `ipvsadm --apply` reads: a listing. Fields that are observed and not configured may be absent. */
export const rules = z.strictObject({
  ...listing.pick({ ipvs: true, connections: true, timeouts: true, daemons: true }).shape,
  services: z.array(
    z.xor([z.strictObject({ ...addressKey, ...settingsRule }), z.strictObject({ ...fwmarkKey, ...settingsRule })]),
  ),
});

export type Rules = z.infer<typeof rules>;

export { type Diagnosis, diagnosis } from './diagnosis.ts';
export { type Drain, drain, type Undrain, undrain } from './drained.ts';
