import { describe, expect, it } from 'vitest';
import { measure, totalOf } from '../../../src/cli/live/pace.ts';
import { counters, reading, server, service } from './measured.ts';

const still = { connections: 0, inPackets: 0, outPackets: 0, inBytes: 0, outBytes: 0 };

describe('measure', () => {
  const before = reading(
    10,
    service('10.0.0.1', [server('10.0.0.2', { stats: counters({ connections: 7n }) })], {
      connections: 10n,
      inBytes: 5n,
    }),
  );

  it('divides the differences of counters by the time between the readings', () => {
    const now = reading(
      14,
      service('10.0.0.1', [server('10.0.0.2', { stats: counters({ connections: 9n }) })], {
        connections: 16n,
        inBytes: 5n,
      }),
    );
    const { seconds, services } = measure(before, now);
    expect(seconds).toBe(4);
    expect(services[0]).toMatchObject({ change: { ...still, connections: 1.5 } });
    expect(services[0]?.servers[0]).toMatchObject({ change: { ...still, connections: 0.5 } });
  });

  it('is exact beyond what a number can hold', () => {
    const huge = 2n ** 64n - 10n;
    const [early, late] = [huge, huge + 4n].map((inBytes, at) => reading(at, service('10.0.0.1', [], { inBytes })));
    if (late === undefined) throw new Error('two readings');
    expect(measure(early, late).services[0]?.change).toEqual({ ...still, inBytes: 4 });
  });

  it('tells what is new, and what was zeroed or made anew', () => {
    const now = reading(
      12,
      service('10.0.0.1', [server('10.0.0.2'), server('10.0.0.3')], { connections: 11n, inBytes: 5n }),
      service('10.0.0.9', []),
    );
    const [known, added] = measure(before, now).services;
    expect(known?.change).toEqual({ ...still, connections: 0.5 });
    expect(known?.servers.map(({ change }) => change)).toEqual(['zeroed', 'new']);
    expect(added?.change).toBe('new');
  });

  it('has no pace without an earlier reading, or where no counters were read', () => {
    expect(measure(undefined, before)).toMatchObject({ seconds: undefined, services: [{ change: undefined }] });
    const unread = reading(12, service('10.0.0.1', [server('10.0.0.2', { stats: undefined })]));
    expect(measure(before, unread).services[0]?.servers[0]?.change).toBeUndefined();
    expect(measure(unread, reading(14, ...before.services)).services[0]?.servers[0]?.change).toBeUndefined();
  });
});

it('adds up services', () => {
  const busy = { activeConnections: 2, inactiveConnections: 3 };
  const servers = [server('10.0.0.2', busy), server('10.0.0.3', busy)];
  const at = (seconds: number, connections: bigint) =>
    reading(seconds, service('10.0.0.1', servers, { connections }), service('10.0.0.9', servers, { connections }));
  const { services } = measure(at(0, 0n), at(2, 8n));
  expect(totalOf(services)).toEqual({
    services: 2,
    servers: 4,
    active: 8,
    inactive: 12,
    pace: { ...still, connections: 8 },
  });
});
