import { addressFamily } from '../ipvs/address.ts';
import { DEFAULT_WEIGHT } from '../ipvs/defaults.ts';
import { serviceFamily } from '../ipvs/key.ts';
import type {
  Destination,
  DestinationKey,
  Operation,
  SchedulerFlag,
  ServerFilter,
  Service,
  ServiceKey,
  Timeouts,
  Tunnel,
} from '../ipvs/model.ts';
import { checkListViews, checkMetrics, checkTunnel, type Seen } from './check.ts';
import type { Command, TableView } from './command.ts';
import type { CommandName } from './commands.ts';
import type { Draft } from './draft.ts';
import { ipv6Hint, UsageError } from './errors.ts';
import { checkUnset, isSaid, named, SERVER_FIELDS, SERVICE_FIELDS } from './named.ts';
import type { Names } from './names.ts';
import { requireNetmask } from './netmask.ts';
import { serverOf } from './values.ts';

/** ipvsadm 1.31's, whether there is such an interface or not. */
const DEFAULT_INTERFACE = 'eth0';

/** Seconds: time to look from another session, or to find that there is none any more. As of netplan-try(8). */
const DEFAULT_CONFIRM = 120;

/** What a builder has to work with, all options read and checked against the command. */
export interface Parsed {
  readonly draft: Draft;
  readonly seen: Seen;
  /** The values of `--set`; absent with any other command. */
  readonly timeouts: Timeouts | undefined;
  readonly scheduler: string;
  readonly schedulerFlags: readonly SchedulerFlag[];
  readonly names: Names;
}

type Builder = (parsed: Parsed) => Command;

/** What each command makes of its options. */
export const BUILDERS: Readonly<Record<CommandName, Builder>> = {
  'add-service': (parsed) => change({ type: 'add-service', service: buildService(parsed) }, parsed),
  'edit-service': editService,
  'delete-service': (parsed) => change({ type: 'delete-service', key: given(parsed.draft.key) }, parsed),
  clear: () => change({ type: 'flush' }),
  restore: () => ({ type: 'restore', clear: false }),
  save: ({ draft: { file }, seen }) => ({
    type: 'save',
    numeric: seen.includes('numeric'),
    all: seen.includes('all'),
    output: file,
  }),
  'add-server': (parsed) => change({ type: 'add-destination', ...buildDestination(parsed) }, parsed),
  'edit-server': editServer,
  'delete-server': (parsed) => {
    const { draft, names } = parsed;
    const key = given(draft.key);
    return change({ type: 'delete-destination', key, destination: buildDestinationKey(draft, key, names) }, parsed);
  },
  list: buildList,
  zero: ({ draft: { key } }) => change(key === undefined || isAnything(key) ? { type: 'zero' } : { type: 'zero', key }),
  set: ({ timeouts }) => change({ type: 'set-timeouts', timeouts: given(timeouts) }),
  'start-daemon': (parsed) => {
    const { interface: name, syncId = 0, syncMaxLength, group, port, ttl, state } = parsed.draft;
    const daemon = {
      state: given(state),
      interface: name || DEFAULT_INTERFACE,
      syncId,
      syncMaxLength,
      group,
      port,
      ttl,
    };
    return change({ type: 'start-daemon', daemon }, parsed);
  },
  'stop-daemon': (parsed) => change({ type: 'stop-daemon', state: given(parsed.draft.state) }, parsed),
  apply: ({ draft: { file, confirm }, seen }) => ({
    type: 'apply',
    file,
    dryRun: seen.includes('dry-run'),
    keepWeights: seen.includes('keep-weights'),
    confirm: seen.includes('confirm') ? (confirm ?? DEFAULT_CONFIRM) : undefined,
  }),
  confirm: ({ draft }) => {
    if (draft.confirm !== undefined) throw new UsageError('--confirm takes seconds only with --apply');
    return { type: 'confirm' };
  },
  rollback: ({ draft: { limit } }) => ({ type: 'rollback', limit }),
  drain: ({ draft, seen, names }) => {
    const { key, limit } = draft;
    const how = { limit, dryRun: seen.includes('dry-run'), json: seen.includes('json') };
    if (key === undefined) {
      const [leave, force] = [seen.includes('leave'), seen.includes('force')];
      return { type: 'drain-machines', machines: buildMachines(draft), leave, force, ...how };
    }
    const server = draft.realServers === undefined ? undefined : buildDestinationKey(draft, key, names);
    return { type: 'drain', key, server, ...how };
  },
  undrain: ({ draft, seen }) => ({
    type: 'undrain',
    machines: buildMachines(draft),
    dryRun: seen.includes('dry-run'),
    json: seen.includes('json'),
  }),
  diagnose: ({ draft: { key, ignore = [], failOn = 'warning', facts, record }, seen }) => ({
    type: 'diagnose',
    key,
    json: seen.includes('json'),
    verbose: seen.includes('verbose'),
    ignore,
    failOn,
    probe: seen.includes('probe'),
    facts,
    record,
  }),
  help: () => ({ type: 'help' }),
  version: () => ({ type: 'version' }),
};

const change = (operation: Operation, parsed?: Parsed): Command => ({
  type: 'change',
  operation,
  exist: parsed?.seen.includes('exist') ?? false,
});

/** `-Z` of address and port 0 is all services, as in ipvsadm 1.31. */
const isAnything = (key: ServiceKey): boolean =>
  'address' in key && key.port === 0 && (key.address === '0.0.0.0' || key.address === '::');

/** A value that the command's checks have made sure of: if it is absent, a table is wrong, not the words. */
function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('internal error: a value that was checked for is absent');
  return value;
}

function buildService({ draft, seen, names, scheduler, schedulerFlags }: Parsed): Service {
  const key = given(draft.key);
  const { persistence, netmask } = draft;
  const onePacket = seen.includes('ops');
  if ('port' in key) {
    if (key.port === 0 && persistence === undefined && isSaid(draft, seen, 'persistent')) {
      throw new UsageError('Zero port specified for non-persistent service', { hint: ipv6Hint(key.address) });
    }
    if (onePacket && key.protocol !== 'udp') {
      throw new UsageError('One-Packet Scheduling is only for UDP virtual services');
    }
  }
  return {
    key,
    scheduler,
    persistence,
    netmask: netmask === undefined ? undefined : requireNetmask(netmask, serviceFamily(key), names),
    onePacket,
    schedulerFlags,
    persistenceEngine: draft.persistenceEngine || undefined,
  };
}

function editService(parsed: Parsed): Command {
  const { draft, seen } = parsed;
  checkUnset(draft, seen, SERVICE_FIELDS);
  const service = buildService(parsed);
  if (!seen.includes('keep')) return change({ type: 'edit-service', service });
  const all = { ...service, flagNames: draft.schedulerFlags ?? '' };
  return { type: 'edit-service', key: service.key, settings: named(all, SERVICE_FIELDS, draft, seen) };
}

function buildDestinationKey(draft: Draft, key: ServiceKey, names: Names): DestinationKey {
  const { address, port } = given(serverOf(draft, names));
  return { address, port: port ?? servicePort(key) };
}

function buildMachines({ realServers }: Draft): readonly ServerFilter[] {
  if (realServers !== undefined) return realServers.endpoints;
  throw new UsageError("You need to supply the 'service-address' or 'real-server' option for the 'drain' command");
}

const servicePort = (key: ServiceKey): number => ('port' in key ? key.port : 0);

function buildDestination({ draft, seen, names }: Parsed): { key: ServiceKey; destination: Destination } {
  const key = given(draft.key);
  const forwarding = draft.forwarding ?? 'direct';
  const isForwardingSaid = isSaid(draft, seen, 'forwarding-method');
  const { address, port } = buildDestinationKey(draft, key, names);
  if (isForwardingSaid && addressFamily(address) !== serviceFamily(key) && forwarding !== 'tunnel') {
    throw new UsageError('Different address family is allowed only for tunneling servers');
  }
  const destination: Destination = {
    address,
    // Only masquerading can change a port: ipvsadm 1.31 takes the service's without a word, and scripts rely on it.
    port: !isForwardingSaid || forwarding === 'masquerade' || 'fwmark' in key ? port : servicePort(key),
    forwarding,
    weight: draft.weight ?? DEFAULT_WEIGHT,
    upperThreshold: draft.upperThreshold ?? 0,
    lowerThreshold: draft.lowerThreshold ?? 0,
    tunnel: buildTunnel(draft, seen, !isForwardingSaid || forwarding === 'tunnel'),
  };
  return { key, destination };
}

function editServer(parsed: Parsed): Command {
  const { draft, seen } = parsed;
  checkUnset(draft, seen, SERVER_FIELDS);
  const { key, destination } = buildDestination(parsed);
  if (!seen.includes('keep')) return change({ type: 'edit-destination', key, destination });
  const { address, port, ...all } = destination;
  return { type: 'edit-server', key, server: { address, port }, settings: named(all, SERVER_FIELDS, draft, seen) };
}

function buildTunnel(draft: Draft, seen: Seen, mayTunnel: boolean): Tunnel | undefined {
  checkTunnel(draft, seen, mayTunnel);
  const { tunnelType: type = 'ipip', tunnelPort: port = 0 } = draft;
  if (type === 'ipip') return undefined;
  const checksum = seen.includes('tun-remcsum') ? 'remote-checksum' : seen.includes('tun-csum') ? 'checksum' : 'none';
  return { type, port, checksum };
}

/** Where a listing is asked for in several views, the first of these is shown, as ipvsadm 1.31 does. */
const VIEWS: readonly Exclude<TableView, 'connections'>[] = [
  'stats',
  'rate',
  'thresholds',
  'persistent-conn',
  'tun-info',
];

function buildList({ draft, seen, names }: Parsed): Command {
  checkListViews(seen);
  checkMetrics(draft, seen);
  const { key, client, states, countBy, interval, metrics, file } = draft;
  if (metrics !== undefined) {
    const [connections, findings] = [seen.includes('connection'), seen.includes('findings')];
    return { type: 'metrics', format: metrics, connections, findings, output: file };
  }
  if (interval !== undefined) {
    return {
      type: 'watch',
      key,
      numeric: seen.includes('numeric'),
      json: seen.includes('json'),
      interval,
      once: seen.includes('once'),
      allowChanges: seen.includes('allow-changes'),
    };
  }
  const server = serverOf(draft, names);
  const format = {
    numeric: seen.includes('numeric'),
    exact: seen.includes('exact'),
    sorted: !seen.includes('nosort'),
    json: seen.includes('json'),
  };
  if (seen.includes('connection')) {
    const filter = { service: key, server, client, states };
    if (countBy !== undefined) return { type: 'count-connections', by: countBy, filter, format };
    return { type: 'list-connections', filter, format, withEngine: seen.includes('persistent-conn') };
  }
  if (seen.includes('timeout')) return { type: 'list-timeouts', format };
  if (seen.includes('daemon')) return { type: 'list-daemons', format };
  return { type: 'list', view: VIEWS.find((view) => seen.includes(view)) ?? 'connections', key, server, format };
}
