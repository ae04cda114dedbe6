import { describe, expect, it } from 'vitest';
import { exposition, OPENMETRICS, PROMETHEUS } from '../../src/metrics/exposition.ts';
import type { Metric } from '../../src/metrics/metric.ts';

const BYTES: Metric<bigint> = {
  name: 'x_bytes',
  type: 'counter',
  unit: 'bytes',
  help: 'Bytes.',
  samples: (value) => [
    { labels: 'a="1"', value },
    { labels: 'a="2"', value: 0 },
  ],
};
const INFO: Metric<bigint> = { name: 'x', type: 'info', help: 'About x.', samples: () => [{ labels: '', value: 1 }] };
const NONE: Metric<bigint> = { name: 'none', type: 'gauge', help: 'None.', samples: () => [] };

const text = (dialect: typeof OPENMETRICS): string =>
  [...exposition([BYTES, NONE, INFO], 18446744073709551615n, dialect)].join('');

describe('exposition', () => {
  it('writes OpenMetrics: names of families without a suffix, units, and the end', () => {
    expect(text(OPENMETRICS)).toBe(
      [
        '# HELP x_bytes Bytes.',
        '# TYPE x_bytes counter',
        '# UNIT x_bytes bytes',
        'x_bytes_total{a="1"} 18446744073709551615',
        'x_bytes_total{a="2"} 0',
        '# HELP x About x.',
        '# TYPE x info',
        'x_info 1',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  it('writes the format of Prometheus: names of samples, and types that it has', () => {
    expect(text(PROMETHEUS)).toBe(
      [
        '# HELP x_bytes_total Bytes.',
        '# TYPE x_bytes_total counter',
        'x_bytes_total{a="1"} 18446744073709551615',
        'x_bytes_total{a="2"} 0',
        '# HELP x_info About x.',
        '# TYPE x_info gauge',
        'x_info 1',
        '',
      ].join('\n'),
    );
  });
});
