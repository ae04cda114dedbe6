import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isListed } from '../../src/ipvs/converge/table.ts';
import { Wanted } from '../../src/ipvs/converge/wanted.ts';
import { serviceId } from '../../src/ipvs/key.ts';
import type { Destination, Service, ServiceKey, Tunnel } from '../../src/ipvs/model.ts';
import { UsageError } from '../../src/rules/errors.ts';
import { isExpressible } from '../../src/rules/expressible.ts';
import { saveDestination, saveService } from '../../src/rules/write-rules.ts';
import { destination, serviceKey, serviceOf } from '../ipvs/arbitrary.ts';
import { operationOf } from './operations.ts';

const MONTH = 31 * 24 * 60 * 60;
const timeout = fc.constantFrom(0, 1, 300, MONTH, MONTH + 1, 0xffffffff);
const threshold = fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff);
/** All that the kernel takes: also what has no meaning. */
const tunnel: fc.Arbitrary<Tunnel> = fc.record({
  type: fc.constantFrom('ipip', 'gue', 'gre'),
  port: fc.constantFrom(0, 6080),
  checksum: fc.constantFrom('none', 'checksum', 'remote-checksum'),
});

const key: fc.Arbitrary<ServiceKey> = fc
  .tuple(serviceKey, fc.constantFrom(0, 80))
  .map(([one, port]) => ('fwmark' in one ? one : { ...one, port }));

const service: fc.Arbitrary<Service> = key.chain((of) =>
  fc
    .record({ one: serviceOf(of), persistence: fc.option(fc.record({ timeout }), { nil: undefined }) })
    .map(({ one, persistence }) => ({ ...one, persistence })),
);

const server: fc.Arbitrary<Destination> = fc
  .record({
    one: destination,
    port: fc.constantFrom(0, 80, 81),
    upperThreshold: threshold,
    lowerThreshold: threshold,
    tunnel: fc.option(tunnel, { nil: undefined }),
  })
  .map(({ one, tunnel: encapsulation, ...more }) => ({
    ...one,
    ...more,
    tunnel: one.forwarding === 'tunnel' ? encapsulation : undefined,
  }));

/** Whether what is saved is read as the same. */
function isReadAgain(some: Service, servers: readonly Destination[]): boolean {
  const wanted = new Wanted();
  try {
    for (const line of [saveService(some), ...servers.map((one) => saveDestination(some.key, one))]) {
      wanted.carryOut(operationOf(line));
    }
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
  const row = wanted.table.get(serviceId(some.key));
  return row !== undefined && isListed(row, some, servers);
}

it('is exactly what a save prints so that it is read as the same', () => {
  let expressible = 0;
  fc.assert(
    fc.property(
      service,
      fc.uniqueArray(server, { maxLength: 2, selector: ({ address }) => address }),
      (some, servers) => {
        const answer = isExpressible(some, servers);
        expressible += Number(answer);
        expect(answer).toBe(isReadAgain(some, servers));
      },
    ),
    { numRuns: 5000 },
  );
  expect(expressible).toBeGreaterThan(500);
});
