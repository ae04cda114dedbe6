import { labelText } from './labels.ts';
import type { Metric, Sample } from './metric.ts';
import type { Readings } from './readings.ts';

/** The samples of counts, of which each has its own labels. */
const counted = (counts: readonly { readonly count: number }[] = []): Sample[] =>
  counts.map(({ count, ...labels }) => ({ labels: labelText(labels), value: count }));

export const CONNECTION_METRICS: readonly Metric<Readings>[] = [
  {
    name: 'ipvs_connection_entries',
    type: 'gauge',
    help: 'Connections that the kernel remembers, by protocol and state. Only with -c.',
    samples: ({ ipvs }) => counted(ipvs?.connections?.connections),
  },
  {
    name: 'ipvs_persistence_templates',
    type: 'gauge',
    help: 'Entries that bind a client to a real server by persistence. Those of marks have the protocol ip. Only with -c.',
    samples: ({ ipvs }) => counted(ipvs?.connections?.templates),
  },
];
