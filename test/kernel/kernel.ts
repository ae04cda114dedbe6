/**
 * What the tests on a real kernel share. They take the network namespace they run in for their own: its table is flushed.
 */
import { execFile } from 'node:child_process';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { IpvsClient } from '../../src/ipvs/client.ts';
import { completeService } from '../../src/ipvs/defaults.ts';
import type { OperationError } from '../../src/ipvs/errors.ts';
import type { ObservedDestination, ObservedService, Operation, Service, ServiceKey } from '../../src/ipvs/model.ts';
import { operationLine } from '../../src/rules/operation-line.ts';

/** Errors by which a kernel says that it was built without a scheduler, an engine, an address family or a protocol. */
const LACKING = ['ENOENT', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'];

/** Clients on the kernel, with an empty table before each test. */
export function useClients(): { readonly client: IpvsClient; readonly other: IpvsClient } {
  const clients: IpvsClient[] = [];
  const nth = (index: number): IpvsClient => {
    const client = clients[index];
    if (client === undefined) throw new Error('a client is there only while a test runs');
    return client;
  };
  beforeAll(async () => {
    clients.push(await IpvsClient.open(), await IpvsClient.open());
  });
  beforeEach(() => nth(0).change({ type: 'flush' }));
  afterAll(async () => {
    await nth(0).change({ type: 'flush' });
    for (const client of clients.splice(0)) client.close();
  });
  return {
    get client() {
      return nth(0);
    },
    get other() {
      return nth(1);
    },
  };
}

/** Makes a change that not every kernel can, and skips the test where this one says so. */
export async function applyOrSkip(
  client: IpvsClient,
  { skip }: { readonly skip: (note: string) => void },
  operation: Operation,
): Promise<void> {
  const failure = (await client.changeAll([operation])).get(0);
  if (failure !== undefined && LACKING.includes(failure.code)) {
    skip(`this kernel answers ${failure.code} to ${operationLine(operation)}`);
  }
  if (failure !== undefined) throw failure;
}

/** Those of some services that this kernel can make; leaves the table empty. */
export async function feasible<S extends Service>(client: IpvsClient, services: readonly S[]): Promise<S[]> {
  const answers: S[] = [];
  for (const service of services) {
    const failures = await client.changeAll([{ type: 'add-service', service }, { type: 'flush' }]);
    if (failures.size === 0) answers.push(service);
    else if (!LACKING.includes(failures.get(0)?.code ?? '')) throw failures.get(0);
  }
  return answers;
}

/** The largest threshold of a real server that this kernel takes; leaves the table empty. */
export async function largestThreshold(client: IpvsClient): Promise<number> {
  const key: ServiceKey = { fwmark: 1, family: 'ipv4' };
  const server = { address: '10.0.0.1', port: 0, forwarding: 'direct', weight: 1, lowerThreshold: 0 } as const;
  const failures = await client.changeAll([
    { type: 'add-service', service: { key, scheduler: 'rr' } },
    { type: 'add-destination', key, destination: { ...server, upperThreshold: 0xffffffff } },
    { type: 'flush' },
  ]);
  if (failures.size === 0) return 0xffffffff;
  // Linux 7.2 refuses what a signed number cannot hold.
  expect(codes(failures)).toEqual([[1, 'EINVAL']]);
  return 0x7fffffff;
}

/** Names of errors by index. */
export const codes = (failures: ReadonlyMap<number, OperationError>): [number, string][] =>
  Array.from(failures, ([index, { code }]) => [index, code]);

/** An interface for sync daemons, there while the tests run; not `ready` where it cannot be made. */
export function useInterface(name: string): { readonly ready: boolean } {
  const state = { ready: false };
  beforeAll(async () => {
    state.ready =
      (await ip('link', 'add', name, 'type', 'dummy')) &&
      (await ip('address', 'add', '198.51.100.1/24', 'dev', name)) &&
      (await ip('link', 'set', name, 'multicast', 'on', 'up'));
  });
  afterAll(() => ip('link', 'delete', name));
  return state;
}

/** Gives the threads of sync daemons a moment to begin and to end: the kernel does not wait for either. */
export const settleDaemons = (): Promise<void> => setTimeout(200);

/** Runs ip(8); `false` where it is not installed, or this process may not. */
export function ip(...words: readonly string[]): Promise<boolean> {
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
  return new Promise((resolve) => {
    execFile('ip', [...words], { env }, (error) => resolve(error === null));
  });
}

/** What the kernel adds to a service that was given to it. */
export const observed = (service: Service): ObservedService => ({
  onePacket: false,
  schedulerFlags: [],
  ...completeService(service),
});

/** Counters of a real server that no connection has gone to. */
export const idle = { activeConnections: 0, inactiveConnections: 0, persistentConnections: 0 } as const;

const sortKey = (value: object): string => JSON.stringify(value);

/** The kernel lists by hash, so lists are compared in an order of their own. */
export const sortedServices = (services: readonly ObservedService[]): ObservedService[] =>
  services.toSorted((a, b) => (sortKey(a.key) < sortKey(b.key) ? -1 : 1));

export const sortedDestinations = (destinations: readonly ObservedDestination[]): ObservedDestination[] =>
  destinations.toSorted((a, b) => (`${a.address} ${a.port}` < `${b.address} ${b.port}` ? -1 : 1));
