import { type Metric, type Sample, sampleName } from './metric.ts';

/** A format of text that metrics are written in. */
export interface Dialect {
  /** Whether what describes a metric names it without what its type adds, and also tells the unit. */
  readonly byFamily: boolean;
  /** The last line, if there is one. */
  readonly end: string;
}

/** OpenMetrics 1.0. */
export const OPENMETRICS: Dialect = { byFamily: true, end: '# EOF\n' };

/**
 * Prometheus's own format, version 0.0.4. The textfile collector of node_exporter and `promtool check metrics` read
 * this one only: counters of OpenMetrics are of no type to them, and an info is an error.
 */
export const PROMETHEUS: Dialect = { byFamily: false, end: '' };

/** The lines of metrics, piece by piece. A metric without samples is left out. */
export function* exposition<R>(metrics: readonly Metric<R>[], readings: R, dialect: Dialect): Generator<string> {
  for (const metric of metrics) {
    const sample = sampleName(metric);
    let heading = headingOf(metric, sample, dialect);
    for (const { labels, value } of metric.samples(readings)) {
      yield `${heading}${sample}${labels === '' ? '' : `{${labels}}`} ${valueText(value)}\n`;
      heading = '';
    }
  }
  yield dialect.end;
}

/** What comes before the first sample of a metric. */
function headingOf({ name, type, unit, help }: Metric<never>, sample: string, { byFamily }: Dialect): string {
  const [subject, kind] = byFamily ? [name, type] : [sample, type === 'info' ? 'gauge' : type];
  const unitLine = byFamily && unit !== undefined ? `# UNIT ${subject} ${unit}\n` : '';
  return `# HELP ${subject} ${help}\n# TYPE ${subject} ${kind}\n${unitLine}`;
}

const valueText = (value: Sample['value']): string => String(value);
