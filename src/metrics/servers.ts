import { type Counted, counterMetrics } from './counters.ts';
import { labelText, serverLabels } from './labels.ts';
import { type Metric, type Sample, samplesOf } from './metric.ts';
import type { Readings, Server } from './readings.ts';

const serversOf = ({ ipvs }: Readings): Server[] => (ipvs?.entries ?? []).flatMap(({ servers }) => servers);

/** A metric of real servers has no sample of a server whose value is absent. */
const ofServers =
  (measure: (server: Server['server']) => number | undefined) =>
  (readings: Readings): Iterable<Sample> =>
    samplesOf(serversOf(readings), ({ server }) => measure(server));

const counted = (readings: Readings): Counted[] =>
  serversOf(readings).map(({ labels, server: { stats } }) => ({ labels, counters: stats }));

/** A threshold, absent where there is none. */
const limit = (threshold: number): number | undefined => (threshold === 0 ? undefined : threshold);

export const SERVER_METRICS: readonly Metric<Readings>[] = [
  {
    name: 'ipvs_server',
    type: 'info',
    help: 'How packets get to a real server of a virtual service.',
    samples: ({ ipvs }) =>
      (ipvs?.entries ?? []).flatMap(({ service: { key }, servers }) =>
        servers.map(({ server }) => ({
          labels: labelText({ ...serverLabels(key, server), ...forwardingOf(server) }),
          value: 1,
        })),
      ),
  },
  {
    name: 'ipvs_server_weight',
    type: 'gauge',
    help: 'Share of the connections of a real server. 0 gets no new ones.',
    samples: ofServers(({ weight }) => weight),
  },
  {
    name: 'ipvs_server_active_connections',
    type: 'gauge',
    help: 'Connections of a real server in an established state.',
    samples: ofServers(({ activeConnections }) => activeConnections),
  },
  {
    name: 'ipvs_server_inactive_connections',
    type: 'gauge',
    help: 'All other connections of a real server that the kernel remembers.',
    samples: ofServers(({ inactiveConnections }) => inactiveConnections),
  },
  {
    name: 'ipvs_server_persistent_connections',
    type: 'gauge',
    help: 'Clients that persistence binds to a real server.',
    samples: ofServers(({ persistentConnections }) => persistentConnections),
  },
  {
    name: 'ipvs_server_upper_threshold',
    type: 'gauge',
    help: 'Connections at which a real server gets no new ones. Only where there is such a limit.',
    samples: ofServers(({ upperThreshold }) => limit(upperThreshold)),
  },
  {
    name: 'ipvs_server_lower_threshold',
    type: 'gauge',
    help: 'Connections below which a real server gets new ones again. Only where it is set.',
    samples: ofServers(({ lowerThreshold }) => limit(lowerThreshold)),
  },
  {
    name: 'ipvs_server_overloaded',
    type: 'gauge',
    help: 'Whether the connections of a real server have reached the upper threshold. Only where there is one.',
    samples: ofServers(({ upperThreshold, activeConnections, inactiveConnections }) =>
      upperThreshold === 0 ? undefined : Number(activeConnections + inactiveConnections >= upperThreshold),
    ),
  },
  ...counterMetrics('ipvs_server', 'a real server in a virtual service', counted),
];

const forwardingOf = ({ forwarding, tunnel }: Server['server']): Record<string, string | number | undefined> => ({
  forwarding,
  tunnel_type: forwarding === 'tunnel' ? (tunnel?.type ?? 'ipip') : undefined,
  tunnel_port: tunnel?.port || undefined,
  tunnel_checksum: tunnel?.checksum,
});
