import { describe, expect, it } from 'vitest';
import { exposition, OPENMETRICS, PROMETHEUS } from '../../src/metrics/exposition.ts';
import { METRICS } from '../../src/metrics/metrics.ts';
import { entryOf, type Readings } from '../../src/metrics/readings.ts';
import { LARGEST, readings, server, service, stats } from './readings.ts';
import { type Family, parseOpenMetrics, parsePrometheus, valuesOf } from './strict.ts';

const openMetrics = (from: Readings): Map<string, Family> =>
  parseOpenMetrics([...exposition(METRICS, from, OPENMETRICS)].join(''));
const prometheus = (from: Readings): Map<string, Family> =>
  parsePrometheus([...exposition(METRICS, from, PROMETHEUS)].join(''));

/** Everything that there may be to tell. */
const full = readings(
  {
    daemons: [
      {
        state: 'master',
        interface: 'et"h\\0',
        syncId: 7,
        group: '224.0.0.81',
        port: 8848,
        ttl: 1,
        syncMaxLength: 1472,
      },
    ],
    connections: {
      connections: [
        { protocol: 'tcp', state: 'SYN_RECV', count: 3 },
        { protocol: 'udp', state: 'UDP', count: 1 },
      ],
      templates: [{ protocol: 'ip', count: 2 }],
    },
  },
  { findings: { counts: [{ code: 'LVS101', name: 'a-name', severity: 'error', count: 2 }], gaps: 1 } },
);

describe('the table of metrics', () => {
  it('has names and texts that need no escapes', () => {
    for (const { name, help } of METRICS) {
      expect(name).toMatch(/^ipvs(_[a-z]+)*$/);
      expect(help).toMatch(/^[^\\"\n]+\.$/);
    }
  });

  it('is all written where there is all to tell, by the rules of both formats', () => {
    expect([...openMetrics(full).keys()]).toEqual(METRICS.map(({ name }) => name));
    expect(prometheus(full).size).toBe(METRICS.length);
  });

  it('says the same in both formats', () => {
    const samples = (families: Map<string, Family>) =>
      Array.from(families.values(), (family) => [...family.samples.values()]);
    expect(samples(prometheus(full))).toEqual(samples(openMetrics(full)));
  });
});

describe('counters', () => {
  it('are exact to the last of 64 bits: of the machine, of services and of servers', () => {
    const families = openMetrics(readings({ entries: [entryOf(service, [server])] }));
    for (const prefix of ['ipvs', 'ipvs_service', 'ipvs_server']) {
      const counters = ['connections', 'incoming_packets', 'outgoing_packets', 'incoming_bytes', 'outgoing_bytes'];
      expect(counters.flatMap((name) => Object.values(valuesOf(families, `${prefix}_${name}`)))).toEqual(
        counters.map((_, index) => String(LARGEST - BigInt(index))),
      );
    }
  });

  it('are left out where the kernel tells none', () => {
    const { stats: _, ...uncounted } = service;
    const families = openMetrics(
      readings({ totals: undefined, entries: [entryOf(uncounted, [{ ...server, stats: undefined }])] }),
    );
    expect([...families.keys()].filter((name) => /connections$|packets|bytes/.test(name))).toEqual([
      'ipvs_server_active_connections',
      'ipvs_server_inactive_connections',
      'ipvs_server_persistent_connections',
    ]);
  });
});

describe('services', () => {
  it('of one mark and both families are two, and IPv6 has no brackets', () => {
    const keys = [
      { fwmark: 7, family: 'ipv4' },
      { fwmark: 7, family: 'ipv6' },
      { protocol: 'tcp', address: '2001:db8::1', port: 80 },
    ] as const;
    const families = openMetrics(readings({ entries: keys.map((key) => entryOf({ ...service, key }, [server])) }));
    expect(valuesOf(families, 'ipvs_service_servers')).toEqual({
      'fwmark=7 family=ipv4': '1',
      'fwmark=7 family=ipv6': '1',
      'protocol=tcp address=2001:db8::1 port=80': '1',
    });
    expect(families.get('ipvs_server_weight')?.samples.size).toBe(3);
  });

  it('tell how they are set', () => {
    const families = openMetrics(full);
    const infos = Array.from(families.get('ipvs_service')?.samples.values() ?? [], ({ labels }) => labels);
    expect(infos).toContainEqual({
      protocol: 'udp',
      address: '10.0.0.2',
      port: '5060',
      scheduler: 'mh',
      flags: 'mh-port',
      netmask: '255.255.0.0',
      one_packet: 'true',
      persistence_engine: 'sip',
    });
    expect(infos).toContainEqual({ fwmark: '4294967295', family: 'ipv4', scheduler: 'rr' });
    expect(valuesOf(families, 'ipvs_service_persistence_timeout_seconds')).toEqual({
      'protocol=udp address=10.0.0.2 port=5060': '60',
      'protocol=tcp address=2001:db8::1 port=80': '100',
      'protocol=sctp address=10.0.0.1 port=0': '360',
    });
  });

  it('without servers are there', () => {
    const families = openMetrics(readings({ entries: [entryOf(service, [])] }));
    expect(valuesOf(families, 'ipvs_service_servers')).toEqual({ 'protocol=tcp address=10.0.0.1 port=80': '0' });
    expect(families.has('ipvs_server_weight')).toBe(false);
  });
});

describe('servers', () => {
  const one = 'protocol=tcp address=10.0.0.1 port=80 server_address=192.168.0.1 server_port=8080';

  it('that were read twice are there once, as they were read last', () => {
    const families = openMetrics(readings({ entries: [entryOf(service, [server, { ...server, weight: 7 }])] }));
    expect(valuesOf(families, 'ipvs_server_weight')).toEqual({ [one]: '7' });
  });

  it.each([
    [9, '0'],
    [10, '1'],
    [11, '1'],
  ])('with %i connections and a threshold of 10 have %s for being overloaded', (inactiveConnections, overloaded) => {
    const limited = {
      ...server,
      upperThreshold: 10,
      inactiveConnections: inactiveConnections - 4,
      activeConnections: 4,
    };
    const families = openMetrics(readings({ entries: [entryOf(service, [limited])] }));
    expect(valuesOf(families, 'ipvs_server_overloaded')).toEqual({ [one]: overloaded });
    expect(valuesOf(families, 'ipvs_server_upper_threshold')).toEqual({ [one]: '10' });
    expect(families.has('ipvs_server_lower_threshold')).toBe(false);
  });

  it('without thresholds have none, and are not overloaded', () => {
    const families = openMetrics(readings({ entries: [entryOf(service, [server])] }));
    expect([...families.keys()].filter((name) => /threshold|overloaded/.test(name))).toEqual([]);
  });

  it.each([
    [{}, { forwarding: 'masquerade' }],
    [{ forwarding: 'tunnel' }, { forwarding: 'tunnel', tunnel_type: 'ipip' }],
    [
      { forwarding: 'tunnel', tunnel: { type: 'gue', port: 6080, checksum: 'remote-checksum' } },
      { forwarding: 'tunnel', tunnel_type: 'gue', tunnel_port: '6080', tunnel_checksum: 'remote-checksum' },
    ],
    [
      { forwarding: 'tunnel', tunnel: { type: 'gre', port: 0, checksum: 'none' } },
      { forwarding: 'tunnel', tunnel_type: 'gre', tunnel_checksum: 'none' },
    ],
  ] as const)('with %j tell their way', (settings, expected) => {
    const families = openMetrics(readings({ entries: [entryOf(service, [{ ...server, ...settings }])] }));
    const [info] = families.get('ipvs_server')?.samples.values() ?? [];
    const { protocol, address, port, server_address, server_port, ...way } = info?.labels ?? {};
    expect(way).toEqual(expected);
  });
});

describe('the machine', () => {
  it('tells of its sync daemons, whether they run or not', () => {
    const families = openMetrics(full);
    expect(valuesOf(families, 'ipvs_sync_daemon_running')).toEqual({ 'state=master': '1', 'state=backup': '0' });
    expect(Object.keys(valuesOf(families, 'ipvs_sync_daemon'))).toEqual([
      'state=master interface=et"h\\0 sync_id=7 sync_maxlen=1472 group=224.0.0.81 port=8848 ttl=1',
    ]);
  });

  it('with an empty table tells of itself', () => {
    const families = openMetrics(readings({ entries: [], totals: { ...stats, connections: 0n } }));
    expect(valuesOf(families, 'ipvs_up')).toEqual({ '': '1' });
    expect(valuesOf(families, 'ipvs_connections')).toEqual({ '': '0' });
    expect(valuesOf(families, 'ipvs_timeout_seconds')).toEqual({
      'timeout=tcp': '900',
      'timeout=tcpfin': '120',
      'timeout=udp': '300',
    });
    expect([...families.keys()].filter((name) => /^ipvs_serv/.test(name))).toEqual([]);
  });

  it('without IPVS tells that', () => {
    const families = openMetrics({ seconds: 0.001 });
    expect([...families.keys()]).toEqual(['ipvs_up', 'ipvs_read_duration_seconds']);
    expect(valuesOf(families, 'ipvs_up')).toEqual({ '': '0' });
  });
});

describe('what costs time', () => {
  it('is there when it was asked for', () => {
    const families = openMetrics(full);
    expect(valuesOf(families, 'ipvs_connection_entries')).toEqual({
      'protocol=tcp state=SYN_RECV': '3',
      'protocol=udp state=UDP': '1',
    });
    expect(valuesOf(families, 'ipvs_persistence_templates')).toEqual({ 'protocol=ip': '2' });
    expect(valuesOf(families, 'ipvs_diagnose_findings')).toEqual({ 'code=LVS101 name=a-name severity=error': '2' });
    expect(valuesOf(families, 'ipvs_diagnose_gaps')).toEqual({ '': '1' });
  });

  it('is not there when it was not', () => {
    const names = [...openMetrics(readings()).keys()];
    expect(names.filter((name) => /entries|templates|diagnose/.test(name))).toEqual([]);
  });
});
