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
import type { Lines } from './lines.ts';
import { writeCounter } from './number.ts';
import { FORWARD, serviceName, serviceSettings } from './service.ts';

/**
 * One way to list the table: two heading lines, and a line for each service and server. Trailing blanks belong to it.
 */
export interface View<D = ObservedDestination> {
  readonly heading: string;
  /** Whether the lines need counters, which cost the kernel and us as much as all the rest. */
  readonly stats: boolean;
  readonly service: (lines: Lines, service: ObservedService, options: RenderOptions) => void;
  readonly server: (lines: Lines, destination: D, key: ServiceKey, options: RenderOptions) => void;
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

const serverName = ({ address, port }: DestinationKey, key: ServiceKey, naming: Naming): string =>
  naming(address, port, serviceProtocol(key));

const plainService: View['service'] = (lines, service, { naming }) => {
  lines.text(`${serviceName(service.key, naming)} ${serviceSettings(service)}\n`);
};

/** Writes one column of a server, padded to its width. */
type Column<D> = (lines: Lines, entry: D) => void;

const forward: Column<DestinationSummary> = (lines, { forwarding }) => lines.left(FORWARD[forwarding], 7);
const weight =
  (width: number): Column<DestinationSummary> =>
  (lines, entry) =>
    lines.leftNumber(entry.weight, width);
/** Columns in which every view of servers but those of counters ends. */
const CONNECTIONS: readonly Column<DestinationSummary>[] = [
  (lines, entry) => lines.leftNumber(entry.activeConnections, 10),
  (lines, entry) => lines.leftNumber(entry.inactiveConnections, 10),
];

/** Server lines of a view: the name, then the columns. */
function plainServer<D extends DestinationSummary>(...columns: readonly Column<D>[]): View<D>['server'] {
  const all = [...columns, ...CONNECTIONS];
  return (lines, entry, key, { naming }) => {
    lines.text('  -> ').left(serverName(entry, key, naming), SERVER_WIDTH);
    for (let at = 0; at < all.length; at++) all[at]?.(lines.text(' '), entry);
    lines.text('\n');
  };
}

/** A view of two columns of its own before the connections; its heading ends in a blank. */
function limitsView(heading: string, ...columns: readonly Column<ObservedDestination>[]): View {
  return {
    heading: `Prot LocalAddress:Port            ${heading} ActiveConn InActConn \n  -> RemoteAddress:Port\n`,
    stats: false,
    service: plainService,
    server: plainServer(...columns),
  };
}

/** A view of counters: five columns, picked from the statistics. */
function counterView(heading: string, pick: (stats: Stats) => readonly bigint[]): View {
  const write = (lines: Lines, name: string, stats: Stats | undefined, exact: boolean): void => {
    lines.left(name, COUNTED_WIDTH);
    if (stats !== undefined) for (const value of pick(stats)) writeCounter(lines, value, exact);
    lines.text('\n');
  };
  return {
    heading: `${heading}\n  -> RemoteAddress:Port\n`,
    stats: true,
    service: (lines, { key, stats }, { naming, exact }) => write(lines, serviceName(key, naming), stats, exact),
    server: (lines, entry, key, { naming, exact }) =>
      write(lines, `  -> ${serverName(entry, key, naming)}`, entry.stats, exact),
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
    server: plainServer(forward, weight(6)),
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
  thresholds: limitsView(
    'Uthreshold Lthreshold',
    (lines, entry) => lines.leftNumber(entry.upperThreshold, 10),
    (lines, entry) => lines.leftNumber(entry.lowerThreshold, 10),
  ),
  'persistent-conn': limitsView('Weight    PersistConn', weight(9), (lines, entry) =>
    lines.leftNumber(entry.persistentConnections, 11),
  ),
  'tun-info': {
    heading:
      'Prot LocalAddress:Port Scheduler Flags\n' +
      '  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn\n',
    stats: false,
    service: plainService,
    server: plainServer<ObservedDestination>(
      forward,
      (lines, { forwarding, tunnel }) => lines.left(forwarding === 'tunnel' ? tunnelInfo(tunnel) : 'n/a', 13),
      weight(6),
    ),
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
