import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daemon, daemonState } from '../../../src/ipvs/wire/daemon.ts';
import * as arbitrary from '../arbitrary.ts';
import { dissect, overTheWire, payloadOf } from './wire.ts';

const base = { state: 'master', interface: 'eth0', syncId: 1 } as const;

describe('A sync daemon', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(arbitrary.daemon, (value) => {
        expect(overTheWire(daemon, value)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['an IPv4 group in four bytes', '224.0.0.81', { 5: 'e0000051' }, '6'],
    ['an IPv6 group in sixteen bytes', 'ff02::1', { 6: 'ff020000000000000000000000000001' }, '5'],
  ])('sends %s, in an attribute of its own', (_name, group, attribute, other) => {
    const attributes = dissect(payloadOf(daemon, { ...base, group }));
    expect(attributes).toMatchObject(attribute);
    expect(attributes).not.toHaveProperty(other);
  });

  it.each([
    ['master', '01000000'],
    ['backup', '02000000'],
  ] as const)('is stopped by its state alone: %s', (state, number) => {
    expect(dissect(payloadOf(daemonState, { state }))).toEqual({ 1: number });
  });

  it('refuses a group that is not an address', () => {
    expect(() => payloadOf(daemon, { ...base, group: 'all-hosts' })).toThrow(TypeError);
  });

  it.each([
    ['syncId', 256, 255],
    ['syncMaxLength', 65536, 65535],
    ['port', -1, 65535],
    ['ttl', 256, 255],
  ])('refuses the %s %i and names the field', (field, value, most) => {
    expect(() => payloadOf(daemon, { ...base, [field]: value })).toThrow(
      new RangeError(`${field} is ${value}: not a whole number from 0 to ${most}`),
    );
  });
});
