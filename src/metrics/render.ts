import type { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import type { IpvsClient } from '../ipvs/client.ts';
import type { MetricsFormat } from '../rules/command.ts';
import { exposition, OPENMETRICS, PROMETHEUS } from './exposition.ts';
import { METRICS } from './metrics.ts';
import { NO_SUMMARY, NODE_EXPORTER_METRICS, readSummary } from './node-exporter.ts';
import { type Findings, readIpvs } from './readings.ts';

/** What is asked for. */
export interface MetricsOptions {
  readonly format: MetricsFormat;
  /** The lines of the connection table; absent where it is not asked for. */
  readonly connections?: Iterable<Buffer> | undefined;
  /** Diagnoses; absent where that is not asked for. */
  readonly diagnose?: (() => Promise<Findings>) | undefined;
}

/**
 * Reads what the kernel tells, and gives the lines of the metrics.
 *
 * @param client absent where the kernel has no IPVS
 * @throws what the client throws, and what the lines throw
 */
export async function renderMetrics(
  client: IpvsClient | undefined,
  { format, connections, diagnose }: MetricsOptions,
): Promise<Iterable<string>> {
  if (format === 'node_exporter') {
    const summary = client === undefined ? NO_SUMMARY : await readSummary(client);
    return exposition(NODE_EXPORTER_METRICS, summary, PROMETHEUS);
  }
  const start = performance.now();
  const ipvs = client && (await readIpvs(client, connections));
  // To look for the family of IPVS is to have the kernel load it, so without it there is no diagnosis.
  const findings = client && (await diagnose?.());
  const seconds = Math.round(performance.now() - start) / 1000;
  return exposition(METRICS, { ipvs, findings, seconds }, format === 'openmetrics' ? OPENMETRICS : PROMETHEUS);
}
