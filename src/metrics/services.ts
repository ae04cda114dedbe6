import { formatSchedulerFlags } from '../rules/scheduler-flags.ts';
import { type Counted, counterMetrics } from './counters.ts';
import { labelText, serviceLabels } from './labels.ts';
import { type Metric, type Sample, samplesOf } from './metric.ts';
import type { Entry, Readings } from './readings.ts';

const entriesOf = ({ ipvs }: Readings): readonly Entry[] => ipvs?.entries ?? [];

/** A metric of services has no sample of a service whose value is absent. */
const ofServices =
  (measure: (entry: Entry) => number | undefined) =>
  (readings: Readings): Iterable<Sample> =>
    samplesOf(entriesOf(readings), measure);

const counted = (readings: Readings): Counted[] =>
  entriesOf(readings).map(({ labels, service: { stats } }) => ({ labels, counters: stats }));

export const SERVICE_METRICS: readonly Metric<Readings>[] = [
  {
    name: 'ipvs_service',
    type: 'info',
    help: 'How a virtual service is set.',
    samples: (readings) =>
      entriesOf(readings).map(({ service }) => ({ labels: labelText(settingsOf(service)), value: 1 })),
  },
  {
    name: 'ipvs_service_servers',
    type: 'gauge',
    help: 'Real servers of a virtual service, of any weight.',
    samples: ofServices(({ servers }) => servers.length),
  },
  {
    name: 'ipvs_service_persistence_timeout_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'How long a client is remembered after its last connection. Only of persistent services.',
    samples: ofServices(({ service: { persistence } }) => persistence?.timeout),
  },
  ...counterMetrics('ipvs_service', 'a virtual service', counted),
];

const settingsOf = ({
  key,
  scheduler,
  schedulerFlags = [],
  netmask,
  onePacket,
  persistenceEngine,
}: Entry['service']): Record<string, string | number | undefined> => ({
  ...serviceLabels(key),
  scheduler,
  flags: formatSchedulerFlags(schedulerFlags, scheduler) || undefined,
  netmask,
  one_packet: onePacket ? 'true' : undefined,
  persistence_engine: persistenceEngine,
});
