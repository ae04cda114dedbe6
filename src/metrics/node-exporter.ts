import type { IpvsClient } from '../ipvs/client.ts';
import type { DestinationSummary, ServiceKey, TableEntry } from '../ipvs/model.ts';
import { type Counters, readTotals } from '../ipvs/proc/totals.ts';
import { labelText } from './labels.ts';
import { type Metric, samplesOf, single } from './metric.ts';

/** A real server, by the labels that node_exporter gives it. */
interface Backend {
  readonly labels: string;
  weight: number;
  activeConnections: number;
  inactiveConnections: number;
}

/** What node_exporter's metrics are made of. */
export interface Summary {
  /** Absent where `/proc` does not tell. */
  readonly totals?: Counters | undefined;
  readonly backends: readonly Readonly<Backend>[];
}

/** Reads the little that node_exporter knows. */
export async function readSummary(client: IpvsClient): Promise<Summary> {
  const backends = new Backends();
  for await (const entry of client.table({ sorted: true, brief: true })) backends.add(entry);
  return { totals: readTotals(), backends: backends.all };
}

/** What node_exporter tells where the kernel has no IPVS. */
export const NO_SUMMARY: Summary = { backends: [] };

/** Its labels do not tell the family of a mark, so that servers of two services may share them: it adds these up. */
export class Backends {
  readonly #byLabels = new Map<string, Backend>();

  get all(): Backend[] {
    return [...this.#byLabels.values()];
  }

  add({ service: { key }, destinations }: TableEntry<DestinationSummary>): void {
    for (const server of destinations) {
      const labels = labelText({ ...localLabels(key), remote_address: server.address, remote_port: server.port });
      const known = this.#byLabels.get(labels) ?? { labels, weight: 0, activeConnections: 0, inactiveConnections: 0 };
      known.weight += server.weight;
      known.activeConnections += server.activeConnections;
      known.inactiveConnections += server.inactiveConnections;
      this.#byLabels.set(labels, known);
    }
  }
}

/**
 * The metrics of the collector `ipvs` of node_exporter, with its names, labels and texts, so that its dashboards and
 * alerts go on.
 */
export const NODE_EXPORTER_METRICS: readonly Metric<Summary>[] = [
  total('connections', 'The total number of connections made.', ({ connections }) => connections),
  total('incoming_packets', 'The total number of incoming packets.', ({ inPackets }) => inPackets),
  total('outgoing_packets', 'The total number of outgoing packets.', ({ outPackets }) => outPackets),
  total('incoming_bytes', 'The total amount of incoming data.', ({ inBytes }) => inBytes),
  total('outgoing_bytes', 'The total amount of outgoing data.', ({ outBytes }) => outBytes),
  backend('connections_active', 'The current active connections', ({ activeConnections }) => activeConnections),
  backend('connections_inactive', 'The current inactive connections', ({ inactiveConnections }) => inactiveConnections),
  backend('weight', 'The current backend weight', ({ weight }) => weight),
];

function total(name: string, help: string, value: (totals: Counters) => bigint): Metric<Summary> {
  return {
    name: `node_ipvs_${name}`,
    type: 'counter',
    help,
    samples: ({ totals }) => single(totals && value(totals)),
  };
}

function backend(name: string, help: string, value: (backend: Backend) => number): Metric<Summary> {
  return {
    name: `node_ipvs_backend_${name}`,
    type: 'gauge',
    help: `${help} by local and remote address.`,
    samples: ({ backends }) => samplesOf(backends, value),
  };
}

/** A mark is written as in `/proc/net/ip_vs`. */
const localLabels = (key: ServiceKey): Record<string, string | number> =>
  'fwmark' in key
    ? {
        local_address: '',
        local_port: 0,
        proto: 'FWM',
        local_mark: key.fwmark.toString(16).toUpperCase().padStart(8, '0'),
      }
    : { local_address: key.address, local_port: key.port, proto: key.protocol.toUpperCase(), local_mark: '' };
