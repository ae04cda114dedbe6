import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as attributes from '../../../src/ipvs/wire/attributes.ts';
import { readDaemon, writeDaemon, writeDaemonState } from '../../../src/ipvs/wire/daemon.ts';
import { daemon } from '../arbitrary.ts';
import { overTheWire } from './wire.ts';

describe('sync daemons', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(daemon, (value) => {
        const wire = overTheWire(attributes.daemonMessage, { daemon: writeDaemon(value) });
        expect(readDaemon(wire.daemon)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it('send an IPv4 group in four bytes and an IPv6 group in sixteen, each in its own attribute', () => {
    const base = { state: 'master', interface: 'eth0', syncId: 1 } as const;
    const four = writeDaemon({ ...base, group: '224.0.0.81' });
    const six = writeDaemon({ ...base, group: 'ff02::1' });
    expect(Buffer.from(four.group ?? []).toString('hex')).toBe('e0000051');
    expect(four.group6).toBeUndefined();
    expect(Buffer.from(six.group6 ?? []).toString('hex')).toBe('ff020000000000000000000000000001');
    expect(six.group).toBeUndefined();
  });

  it('are stopped by their state alone', () => {
    expect(writeDaemonState('master')).toEqual({ state: 1 });
    expect(writeDaemonState('backup')).toEqual({ state: 2 });
  });

  it('refuse a group that is no address', () => {
    expect(() => writeDaemon({ state: 'backup', interface: 'eth0', syncId: 0, group: 'all-hosts' })).toThrow(TypeError);
  });
});
