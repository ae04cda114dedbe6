import { expect, test } from 'vitest';
import { exposition, PROMETHEUS } from '../../src/metrics/exposition.ts';
import { Backends, NO_SUMMARY, NODE_EXPORTER_METRICS, type Summary } from '../../src/metrics/node-exporter.ts';
import { server, stats } from './readings.ts';
import { parsePrometheus, valuesOf } from './strict.ts';

const families = (summary: Summary) =>
  parsePrometheus([...exposition(NODE_EXPORTER_METRICS, summary, PROMETHEUS)].join(''));

test('marks are written as the kernel does, and what has the same labels is added up, as node_exporter does', () => {
  const backends = new Backends();
  for (const key of [
    { protocol: 'sctp', address: '2001:db8::1', port: 90 },
    { fwmark: 0xabc, family: 'ipv4' },
    { fwmark: 0xabc, family: 'ipv6' },
  ] as const) {
    backends.add({ service: { key, scheduler: 'rr' }, destinations: [server] });
  }
  const written = families({ totals: stats, backends: backends.all });
  expect(valuesOf(written, 'node_ipvs_backend_weight')).toEqual({
    'local_address=2001:db8::1 local_port=90 proto=SCTP local_mark= remote_address=192.168.0.1 remote_port=8080': '5',
    'local_address= local_port=0 proto=FWM local_mark=00000ABC remote_address=192.168.0.1 remote_port=8080': '10',
  });
  expect(valuesOf(written, 'node_ipvs_connections_total')).toEqual({ '': String(stats.connections) });
  expect(written.size).toBe(8);
});

test('without IPVS there is nothing', () => {
  expect(families(NO_SUMMARY).size).toBe(0);
});
