import { counterMetrics } from './counters.ts';
import { labelText } from './labels.ts';
import { type Metric, single } from './metric.ts';
import type { Readings } from './readings.ts';

/** The names of `--timeout`. */
const TIMEOUTS = { tcp: 'tcp', tcpfin: 'tcpFin', udp: 'udp' } as const;

const STATES = ['master', 'backup'] as const;

export const MACHINE_METRICS: readonly Metric<Readings>[] = [
  {
    name: 'ipvs_up',
    type: 'gauge',
    help: 'Whether the kernel has IPVS. Where it has not, nothing else is told of it.',
    samples: ({ ipvs }) => single(Number(ipvs !== undefined)),
  },
  {
    name: 'ipvs',
    type: 'info',
    help: 'The version of IPVS.',
    samples: ({ ipvs }) =>
      ipvs === undefined ? [] : [{ labels: labelText({ version: ipvs.info.version }), value: 1 }],
  },
  {
    name: 'ipvs_read_duration_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'How long it took to read all of this.',
    samples: ({ seconds }) => single(seconds),
  },
  {
    name: 'ipvs_connection_table_size',
    type: 'gauge',
    help: 'Rows of the hash table of connections. It holds more connections than that.',
    samples: ({ ipvs }) => single(ipvs?.info.connectionTableSize),
  },
  {
    name: 'ipvs_timeout_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'How long an idle connection is remembered, as --timeout lists it.',
    samples: ({ ipvs }) =>
      ipvs === undefined
        ? []
        : Object.entries(TIMEOUTS).map(([timeout, name]) => ({
            labels: labelText({ timeout }),
            value: ipvs.timeouts[name],
          })),
  },
  {
    name: 'ipvs_sync_daemon_running',
    type: 'gauge',
    help: 'Whether a sync daemon of this state runs.',
    samples: ({ ipvs }) =>
      ipvs === undefined
        ? []
        : STATES.map((state) => ({
            labels: labelText({ state }),
            value: Number(ipvs.daemons.some((daemon) => daemon.state === state)),
          })),
  },
  {
    name: 'ipvs_sync_daemon',
    type: 'info',
    help: 'How a sync daemon that runs is set.',
    samples: ({ ipvs }) =>
      (ipvs?.daemons ?? []).map(({ state, interface: name, syncId, syncMaxLength, group, port, ttl }) => ({
        labels: labelText({ state, interface: name, sync_id: syncId, sync_maxlen: syncMaxLength, group, port, ttl }),
        value: 1,
      })),
  },
  ...counterMetrics<Readings>('ipvs', 'all virtual services', ({ ipvs }) => [{ labels: '', counters: ipvs?.totals }]),
];
