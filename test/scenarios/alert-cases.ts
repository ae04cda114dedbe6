/** Series by which each alert of docs/monitoring fires, and others by which it does not, for `promtool test rules`. */

interface Case {
  readonly alert: string;
  /** Series by their values each minute, with which it fires after a quarter of an hour. */
  readonly fires: Readonly<Record<string, string>>;
  /** Series with which it does not. */
  readonly silent: Readonly<Record<string, string>>;
}

const SERVICE = 'protocol="tcp",address="192.0.2.1",port="80"';
const server = (last: number): string => `${SERVICE},server_address="198.51.100.${last}",server_port="80"`;
const BOTH = { [`ipvs_server_weight{${server(1)}}`]: '1x20', [`ipvs_server_weight{${server(2)}}`]: '0x20' };

const CASES: readonly Case[] = [
  {
    alert: 'IpvsMetricsAreOld',
    fires: { 'node_textfile_mtime_seconds{file="/var/lib/x/ipvs.prom"}': '0x20' },
    silent: {
      'node_textfile_mtime_seconds{file="/var/lib/x/ipvs.prom"}': '0+60x20',
      'node_textfile_mtime_seconds{file="/var/lib/x/other.prom"}': '0x20',
    },
  },
  { alert: 'IpvsIsMissing', fires: { ipvs_up: '0x20' }, silent: { ipvs_up: '1x20' } },
  {
    alert: 'IpvsServiceWithoutServers',
    fires: { [`ipvs_service_servers{${SERVICE}}`]: '0x20' },
    silent: { [`ipvs_service_servers{${SERVICE}}`]: '1x20' },
  },
  {
    alert: 'IpvsServiceDrained',
    fires: { [`ipvs_server_weight{${server(1)}}`]: '0x20', [`ipvs_server_weight{${server(2)}}`]: '0x20' },
    silent: BOTH,
  },
  {
    alert: 'IpvsServiceOverloaded',
    fires: {
      [`ipvs_service_servers{${SERVICE}}`]: '2x20',
      [`ipvs_server_overloaded{${server(1)}}`]: '1x20',
      [`ipvs_server_overloaded{${server(2)}}`]: '1x20',
    },
    silent: {
      [`ipvs_service_servers{${SERVICE}}`]: '2x20',
      [`ipvs_server_overloaded{${server(1)}}`]: '1x20',
    },
  },
  {
    alert: 'IpvsServerOverloaded',
    fires: { [`ipvs_server_overloaded{${server(1)}}`]: '1x20' },
    silent: { [`ipvs_server_overloaded{${server(1)}}`]: '0x20' },
  },
  {
    alert: 'IpvsServerGetsNothing',
    fires: {
      [`ipvs_server_weight{${server(1)}}`]: '1x20',
      [`ipvs_server_connections_total{${server(1)}}`]: '5x20',
      [`ipvs_server_connections_total{${server(2)}}`]: '0+600x20',
    },
    // It is drained.
    silent: {
      [`ipvs_server_weight{${server(1)}}`]: '0x20',
      [`ipvs_server_connections_total{${server(1)}}`]: '5x20',
      [`ipvs_server_connections_total{${server(2)}}`]: '0+600x20',
    },
  },
  {
    alert: 'IpvsSyncDaemonEnded',
    fires: { 'ipvs_sync_daemon_running{state="master"}': '1 0x20' },
    silent: { 'ipvs_sync_daemon_running{state="master"}': '0x20' },
  },
  {
    alert: 'IpvsRequestsWithoutAnswer',
    fires: {
      'ipvs_connection_entries{protocol="tcp",state="SYN_RECV"}': '900x20',
      'ipvs_connection_entries{protocol="tcp",state="ESTABLISHED"}': '100x20',
    },
    silent: {
      'ipvs_connection_entries{protocol="tcp",state="SYN_RECV"}': '900x20',
      'ipvs_connection_entries{protocol="tcp",state="ESTABLISHED"}': '1000x20',
    },
  },
  {
    alert: 'IpvsDiagnosis',
    fires: { 'ipvs_diagnose_findings{code="LVS101",name="a",severity="error"}': '1x20' },
    silent: { 'ipvs_diagnose_findings{code="LVS205",name="b",severity="warning"}': '1x20' },
  },
];

/** Counts the alert, so that its texts may change. */
const test = (alert: string, series: Case['fires'], count: number) => ({
  name: `${alert} ${count === 0 ? 'is silent' : 'fires'}`,
  interval: '1m',
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
  promql_expr_test: [
    {
      expr: `count(ALERTS{alertname="${alert}",alertstate="firing"})`,
      eval_time: '15m',
      exp_samples: count === 0 ? [] : [{ labels: '{}', value: count }],
    },
  ],
});

/** A file of tests, as promtool reads it: JSON is YAML. */
export const ALERT_CASES = {
  rule_files: ['alerts.yml'],
  evaluation_interval: '1m',
  tests: CASES.flatMap(({ alert, fires, silent }) => [test(alert, fires, 1), test(alert, silent, 0)]),
};

/** The alerts that have a case. */
export const CASED_ALERTS = CASES.map(({ alert }) => alert);
