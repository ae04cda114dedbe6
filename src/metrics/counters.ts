import type { Counters } from '../ipvs/proc/totals.ts';
import { type Metric, samplesOf } from './metric.ts';

/** A counter that services, servers and the machine have, each under a name of their own. */
interface CounterRow {
  readonly name: string;
  readonly unit?: 'bytes';
  /** Goes on with what it is of. */
  readonly help: string;
  readonly value: (counters: Counters) => bigint;
}

const COUNTERS: readonly CounterRow[] = [
  {
    name: 'connections',
    help: 'Connections scheduled',
    value: ({ connections }) => connections,
  },
  {
    name: 'incoming_packets',
    help: 'Packets from clients',
    value: ({ inPackets }) => inPackets,
  },
  {
    name: 'outgoing_packets',
    help: 'Packets to clients that pass the director, so 0 for direct routing and tunnels',
    value: ({ outPackets }) => outPackets,
  },
  {
    name: 'incoming_bytes',
    unit: 'bytes',
    help: 'Bytes from clients, IP headers included',
    value: ({ inBytes }) => inBytes,
  },
  {
    name: 'outgoing_bytes',
    unit: 'bytes',
    help: 'Bytes to clients that pass the director, so 0 for direct routing and tunnels',
    value: ({ outBytes }) => outBytes,
  },
];

/** What has counters, if the kernel has told them. */
export interface Counted {
  readonly labels: string;
  readonly counters: Counters | undefined;
}

/** The metrics of all counters. */
export const counterMetrics = <R>(
  prefix: string,
  of: string,
  counted: (readings: R) => Iterable<Counted>,
): Metric<R>[] =>
  COUNTERS.map(({ name, help, value, ...unit }) => ({
    name: `${prefix}_${name}`,
    type: 'counter',
    ...unit,
    help: `${help}, of ${of}, since the last zero.`,
    samples: (readings) => samplesOf(counted(readings), ({ counters }) => counters && value(counters)),
  }));
