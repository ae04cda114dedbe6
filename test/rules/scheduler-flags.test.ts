import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SchedulerFlag } from '../../src/ipvs/model.ts';
import { UsageError } from '../../src/rules/errors.ts';
import { formatSchedulerFlags, requireSchedulerFlags } from '../../src/rules/scheduler-flags.ts';

describe('scheduler flags', () => {
  it.each<[string, string, SchedulerFlag[], string]>([
    ['rr', '', [], ''],
    ['rr', 'flag-1', ['flag-1'], 'flag-1'],
    ['rr', 'flag-3,flag-1,,flag-1,', ['flag-1', 'flag-3'], 'flag-1,flag-3'],
    ['sh', 'flag-1', ['flag-1'], 'sh-fallback'],
    ['sh', 'sh-port,sh-fallback', ['flag-1', 'flag-2'], 'sh-fallback,sh-port'],
    ['sh', 'flag-3', ['flag-3'], 'flag-3'],
    ['mh', 'mh-fallback,flag-2', ['flag-1', 'flag-2'], 'mh-fallback,mh-port'],
    ['mh', ',mh-port', ['flag-2'], 'mh-port'],
    ['twos', 'flag-2', ['flag-2'], 'flag-2'],
  ])('of %s: %j are %j, written %j', (scheduler, text, flags, written) => {
    expect(requireSchedulerFlags(text, scheduler)).toEqual(flags);
    expect(formatSchedulerFlags(flags, scheduler)).toBe(written);
  });

  it.each([
    ['rr', 'sh-port', "incompatible scheduler flag `sh-port'"],
    ['mh', 'sh-port', "incompatible scheduler flag `sh-port'"],
    ['sh', 'mh-fallback', "incompatible scheduler flag `mh-fallback'"],
    ['wlc', 'flag-1,mh-port,bad', "incompatible scheduler flag `mh-port'"],
    ['wlc', 'flag-1,bad,mh-port', "invalid scheduler flag `bad'"],
    ['rr', 'flag-9', "invalid scheduler flag `flag-9'"],
    ['rr', 'FLAG-1', "invalid scheduler flag `FLAG-1'"],
    ['sh', 'sh-port, sh-fallback', "invalid scheduler flag ` sh-fallback'"],
    ['sh', 'flag-1 ', "invalid scheduler flag `flag-1 '"],
    ['constructor', 'flag-4', "invalid scheduler flag `flag-4'"],
    ['rr', 'constructor', "invalid scheduler flag `constructor'"],
    // Ends ipvsadm 1.31 with a segmentation fault.
    ['rr', ',', "invalid scheduler flag `,'"],
    ['rr', ',,', "invalid scheduler flag `,,'"],
  ])('of %s: %j are refused', (scheduler, text, message) => {
    expect(() => requireSchedulerFlags(text, scheduler)).toThrow(new UsageError(message));
  });

  it('are read as they are written', () => {
    const flags = fc.subarray<SchedulerFlag>(['flag-1', 'flag-2', 'flag-3']);
    fc.assert(
      fc.property(flags, fc.constantFrom('rr', 'sh', 'mh', 'twos', '__proto__', 'toString'), (some, scheduler) => {
        expect(requireSchedulerFlags(formatSchedulerFlags(some, scheduler), scheduler)).toEqual(some);
      }),
    );
  });
});
