import { CONNECTION_METRICS } from './connections.ts';
import { FINDING_METRICS } from './findings.ts';
import { MACHINE_METRICS } from './machine.ts';
import type { Metric } from './metric.ts';
import type { Readings } from './readings.ts';
import { SERVER_METRICS } from './servers.ts';
import { SERVICE_METRICS } from './services.ts';

/** All metrics of our own, in the order in which they are written. */
export const METRICS: readonly Metric<Readings>[] = [
  ...MACHINE_METRICS,
  ...SERVICE_METRICS,
  ...SERVER_METRICS,
  ...CONNECTION_METRICS,
  ...FINDING_METRICS,
];
