import { serviceProtocol } from '../../ipvs/key.ts';
import type {
  DestinationKey,
  DestinationSummary,
  ObservedDestination,
  ObservedService,
  ServiceKey,
  Stats,
  Tunnel,
} from '../../ipvs/model.ts';
import type { TableView } from '../../rules/command.ts';
import type { Naming } from '../../rules/naming.ts';
import { formatCounter } from './number.ts';
import { FORWARD, serviceName, serviceSettings } from './service.ts';

/** One way to list the table: two heading lines, and a line for each service and server. Trailing blanks belong to it. */
export interface View<D = ObservedDestination> {
  readonly heading: string;
  /** Whether the lines need counters, which cost the kernel and us as much as all the rest. */
  readonly stats: boolean;
  readonly service: (service: ObservedService, options: RenderOptions) => string;
  readonly server: (destination: D, key: ServiceKey, options: RenderOptions) => string;
}

export interface RenderOptions {
  readonly naming: Naming;
  /** Counters in full, not as K, M, G and T. */
  readonly exact: boolean;
}

/** Width of `ADDRESS:PORT` after `  -> `; a longer one pushes the columns to the right. */
const SERVER_WIDTH = 28;
/** Width of the name, `TCP  ` or `  -> ` included, where counters follow. */
const COUNTED_WIDTH = 33;

const pad = (value: number | string, width: number): string => String(value).padEnd(width);

const serverName = ({ address, port }: DestinationKey, key: ServiceKey, naming: Naming): string =>
  naming(address, port, serviceProtocol(key));

const plainService: View['service'] = (service, { naming }) =>
  `${serviceName(service.key, naming)} ${serviceSettings(service)}`;

/** Server lines of a view: the name, then the columns. */
function plainServer<D extends DestinationKey>(columns: (entry: D) => readonly string[]): View<D>['server'] {
  return (entry, key, { naming }) =>
    `  -> ${pad(serverName(entry, key, naming), SERVER_WIDTH)} ${columns(entry).join(' ')}`;
}

/** Columns in which every view of servers but those of counters ends. */
const connections = (entry: DestinationSummary): readonly string[] => [
  pad(entry.activeConnections, 10),
  pad(entry.inactiveConnections, 10),
];

/** A view of two columns of its own before the connections; its heading ends in a blank. */
function limitsView(columns: string, pick: (entry: ObservedDestination) => readonly string[]): View {
  return {
    heading: `Prot LocalAddress:Port            ${columns} ActiveConn InActConn \n  -> RemoteAddress:Port\n`,
    stats: false,
    service: plainService,
    server: plainServer((entry) => [...pick(entry), ...connections(entry)]),
  };
}

/** A view of counters: five columns, picked from the statistics. */
function counterView(heading: string, pick: (stats: Stats) => readonly bigint[]): View {
  const line = (name: string, stats: Stats | undefined, exact: boolean): string => {
    const counters = stats === undefined ? [] : pick(stats);
    return pad(name, COUNTED_WIDTH) + counters.map((value) => formatCounter(value, exact)).join('');
  };
  return {
    heading: `${heading}\n  -> RemoteAddress:Port\n`,
    stats: true,
    service: (service, { naming, exact }) => line(serviceName(service.key, naming), service.stats, exact),
    server: (entry, key, { naming, exact }) => line(`  -> ${serverName(entry, key, naming)}`, entry.stats, exact),
  };
}

export const VIEWS: Readonly<
  Record<Exclude<TableView, 'connections'>, View> & { connections: View<DestinationSummary> }
> = {
  connections: {
    heading:
      'Prot LocalAddress:Port Scheduler Flags\n' +
      '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n',
    stats: false,
    service: plainService,
    server: plainServer((entry) => [pad(FORWARD[entry.forwarding], 7), pad(entry.weight, 6), ...connections(entry)]),
  },
  stats: counterView('Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes', (stats) => [
    stats.connections,
    stats.inPackets,
    stats.outPackets,
    stats.inBytes,
    stats.outBytes,
  ]),
  rate: counterView('Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS', (stats) => [
    stats.connectionRate,
    stats.inPacketRate,
    stats.outPacketRate,
    stats.inByteRate,
    stats.outByteRate,
  ]),
  thresholds: limitsView('Uthreshold Lthreshold', (entry) => [
    pad(entry.upperThreshold, 10),
    pad(entry.lowerThreshold, 10),
  ]),
  'persistent-conn': limitsView('Weight    PersistConn', (entry) => [
    pad(entry.weight, 9),
    pad(entry.persistentConnections, 11),
  ]),
  'tun-info': {
    heading:
      'Prot LocalAddress:Port Scheduler Flags\n' +
      '  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn\n',
    stats: false,
    service: plainService,
    server: plainServer((entry) => [
      pad(FORWARD[entry.forwarding], 7),
      pad(entry.forwarding === 'tunnel' ? tunnelInfo(entry.tunnel) : 'n/a', 13),
      pad(entry.weight, 6),
      ...connections(entry),
    ]),
  },
};

const CHECKSUMS: Readonly<Record<Tunnel['checksum'], string>> = {
  none: '-c',
  checksum: '+c',
  'remote-checksum': 'r+c',
};

/** `ipip`, `gue:6080:+c`, `gre:-c` */
function tunnelInfo(tunnel: Tunnel | undefined): string {
  if (tunnel === undefined) return 'ipip';
  const port = tunnel.type === 'gue' ? `:${tunnel.port}` : '';
  return `${tunnel.type}${port}:${CHECKSUMS[tunnel.checksum]}`;
}
