import { describe, expect, it } from 'vitest';
import { Batch } from '../../src/ipvs/batch.ts';
import { sameDestination, sameService } from '../../src/ipvs/converge/same.ts';
import { completeDestination, completeService } from '../../src/ipvs/defaults.ts';
import type { Destination, Operation, Service } from '../../src/ipvs/model.ts';
import { operationLine } from '../../src/rules/operation-line.ts';

const key = { protocol: 'tcp', address: '10.0.0.1', port: 80 } as const;
const service: Service = { key };
const server: Destination = { address: '10.0.0.2', port: 80, forwarding: 'masquerade' };
const explicit = { ...server, weight: 1, upperThreshold: 0, lowerThreshold: 0 } as const;

function encoded(operation: Operation): number[] {
  const batch = new Batch();
  batch.add(operation);
  return [...batch.bytes()];
}

describe('what a program leaves out', () => {
  it('has the defaults of the command line', () => {
    expect(completeService(service)).toEqual({ key, scheduler: 'wlc' });
    expect(completeDestination(server)).toEqual(explicit);
  });

  it('is not copied where it is given', () => {
    expect(completeDestination(explicit)).toBe(explicit);
  });

  it('is sent to the kernel as if it were given, also by an edit', () => {
    for (const type of ['add-service', 'edit-service'] as const) {
      expect(encoded({ type, service })).toEqual(encoded({ type, service: { key, scheduler: 'wlc' } }));
    }
    for (const type of ['add-destination', 'edit-destination'] as const) {
      expect(encoded({ type, key, destination: server })).toEqual(encoded({ type, key, destination: explicit }));
    }
  });

  it('is the same as the default when tables are compared', () => {
    expect(sameService({ key, scheduler: 'wlc' }, service)).toBe(true);
    expect(sameService({ key, scheduler: 'rr' }, service)).toBe(false);
    expect(sameDestination(explicit, server)).toBe(true);
    expect(sameDestination({ ...explicit, weight: 0 }, server)).toBe(false);
  });

  it('is shown in rules', () => {
    expect(operationLine({ type: 'add-service', service })).toBe('-A -t 10.0.0.1:80 -s wlc');
    expect(operationLine({ type: 'add-destination', key, destination: server })).toBe(
      '-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1',
    );
  });
});
