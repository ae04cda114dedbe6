import { labelText } from './labels.ts';
import { type Metric, single } from './metric.ts';
import type { Readings } from './readings.ts';

export const FINDING_METRICS: readonly Metric<Readings>[] = [
  {
    name: 'ipvs_diagnose_findings',
    type: 'gauge',
    help: 'Findings of a diagnosis by code and severity, 0 where a check found nothing. Only with --findings.',
    samples: ({ findings }) =>
      (findings?.counts ?? []).map(({ count, ...labels }) => ({ labels: labelText({ ...labels }), value: count })),
  },
  {
    name: 'ipvs_diagnose_gaps',
    type: 'gauge',
    help: 'Sources that the diagnosis could not look at. Only with --findings.',
    samples: ({ findings }) => single(findings?.gaps),
  },
];
