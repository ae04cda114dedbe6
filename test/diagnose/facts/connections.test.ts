import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { sumConnections } from '../../../src/diagnose/facts/connections.ts';
import type { ServiceKey } from '../../../src/ipvs/model.ts';

const WEB: ServiceKey = { protocol: 'tcp', address: '192.168.100.100', port: 80 };
const ALL: ServiceKey = { protocol: 'tcp', address: '192.168.100.101', port: 0 };

/** A line of /proc/net/ip_vs_conn, as Linux 6.12 writes it. */
const line = (
  client: string,
  port: string,
  virtual: string,
  state: string,
  seconds: number,
  server = 'C0A80264 0050',
) => `TCP ${client} ${port} ${virtual} ${server} ${state.padEnd(11)} ${String(seconds).padStart(7)}\n`;

const sum = (keys: readonly ServiceKey[], ...lines: readonly string[]) =>
  sumConnections(keys, [Buffer.from(lines.slice(0, 2).join('')), Buffer.from(lines.slice(2).join(''))]);

describe('sumConnections', () => {
  it('counts by service, server and state, and remembers the latest', () => {
    expect(
      sum(
        [WEB],
        line('C0A8640A', '8000', 'C0A86464 0050', 'SYN_RECV', 40),
        line('C0A8640A', '8001', 'C0A86464 0050', 'SYN_RECV', 58),
        line('C0A8640B', '8002', 'C0A86464 0050', 'FIN_WAIT', 7),
        line('C0A8640B', '8002', 'C0A86464 0050', 'FIN_WAIT', 9, 'C0A80265 0050'),
      ),
    ).toEqual([
      {
        protocol: 'TCP',
        virtual: { address: '192.168.100.100', port: 80 },
        destination: { address: '192.168.2.100', port: 80 },
        states: { SYN_RECV: 2, FIN_WAIT: 1 },
        longest: { SYN_RECV: [58, 40], FIN_WAIT: [7] },
        templates: 0,
        clients: ['192.168.100.10', '192.168.100.11'],
      },
      {
        protocol: 'TCP',
        virtual: { address: '192.168.100.100', port: 80 },
        destination: { address: '192.168.2.101', port: 80 },
        states: { FIN_WAIT: 1 },
        longest: { FIN_WAIT: [9] },
        templates: 0,
        clients: ['192.168.100.11'],
      },
    ]);
  });

  it('counts templates apart, which are in no state', () => {
    const [only] = sum([WEB], line('C0A8640A', '0000', 'C0A86464 0050', 'NONE', 300));
    expect(only).toMatchObject({ templates: 1, states: {} });
  });

  it('takes any port for that of a service of all ports', () => {
    const sums = sum(
      [ALL],
      line('C0A8640A', '8000', 'C0A86465 0050', 'ESTABLISHED', 800),
      line('C0A8640A', '8001', 'C0A86465 01BB', 'ESTABLISHED', 900),
    );
    expect(sums).toEqual([
      expect.objectContaining({ virtual: { address: '192.168.100.101', port: 0 }, states: { ESTABLISHED: 2 } }),
    ]);
  });

  it('tells no virtual address of what is of no service by address', () => {
    const [only] = sum([], line('C0A8640A', '8000', 'C0A86464 0050', 'ESTABLISHED', 800));
    expect(only).not.toHaveProperty('virtual');
  });

  it('remembers no more than a few clients and times', () => {
    const lines = Array.from({ length: 50 }, (_, at) =>
      line(`0A0000${at.toString(16).padStart(2, '0')}`, '8000', 'C0A86464 0050', 'SYN_RECV', at),
    );
    const [only] = sum([WEB], ...lines);
    expect(only?.states).toEqual({ SYN_RECV: 50 });
    expect(only?.longest).toEqual({ SYN_RECV: [49, 48, 47, 46] });
    expect(only?.clients).toHaveLength(4);
  });
});
