/** The two kinds of network namespace that tests run in. What a command does without an interface differs between them. */
import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { IpvsClient } from '../../src/ipvs/client.ts';
import { ip, settleDaemons } from './kernel.ts';

/** `a host` has an eth0 with addresses and default routes of both families; `a bare namespace` has no eth0. */
export type Surroundings = 'a host' | 'a bare namespace';

export const SURROUNDINGS: readonly Surroundings[] = ['a host', 'a bare namespace'];

const INTERFACE = 'eth0';

/** Words of ip(8) that make the host. The addresses are those of documentation. */
const HOST: readonly string[] = [
  `link add ${INTERFACE} type dummy`,
  `address add 192.0.2.10/24 dev ${INTERFACE}`,
  `-6 address add 2001:db8:0:1::10/64 dev ${INTERFACE} nodad`,
  `link set ${INTERFACE} multicast on up`,
  `route add default via 192.0.2.1 dev ${INTERFACE}`,
  `-6 route add default via 2001:db8:0:1::1 dev ${INTERFACE}`,
];

/** `networkInterfaces` lists those that are up, which is what a daemon needs. */
const hasInterface = (): boolean => INTERFACE in networkInterfaces();

/**
 * Has the tests of a `describe` run in such surroundings. They are made in the namespace of this process, and taken away
 * after the tests. An eth0 that was there before stays as it is: it makes a host, and the tests of a bare namespace are
 * skipped.
 */
export function useSurroundings(surroundings: Surroundings): void {
  let isMade = false;
  let unfit: string | undefined;
  beforeAll(async () => {
    if (surroundings === 'a bare namespace') {
      if (hasInterface()) unfit = `this namespace has an ${INTERFACE} already`;
      return;
    }
    if (hasInterface()) return;
    for (const words of HOST) isMade = await ip(...words.split(' '));
    if (!hasInterface()) unfit = `cannot make an ${INTERFACE}`;
  });
  beforeEach(({ skip }) => skip(unfit !== undefined, unfit));
  afterAll(async () => {
    if (isMade) await ip('link', 'delete', INTERFACE);
  });
}

/** Stops the sync daemons that run, and waits for their threads to end. */
export async function stopDaemons(client: IpvsClient): Promise<void> {
  const daemons = await client.daemons();
  for (const { state } of daemons) await client.change({ type: 'stop-daemon', state });
  if (daemons.length > 0) await settleDaemons();
}

/** Has each test of a file or a `describe` leave no sync daemon. */
export function useNoDaemons(clients: { readonly client: IpvsClient }): void {
  afterEach(() => stopDaemons(clients.client));
}
