import { readdir, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Daemon, ServiceKey } from '../../src/ipvs/model.ts';
import { useClients, useInterface } from './kernel.ts';

const clients = useClients();
const INTERFACE = 'ipvs-test0';
const dummy = useInterface(INTERFACE);

/**
 * Starts a daemon and waits until its thread sleeps. The kernel ends a thread that has not run yet with EINTR, which
 * netlink_rcv_skb answers with nothing at all, so that a stop right after a start may wait for its answer in vain.
 */
async function start(daemon: Daemon): Promise<void> {
  await clients.client.change({ type: 'start-daemon', daemon });
  const thread = daemon.state === 'master' ? /^ipvs-m:\d+:\d+\) S/ : /^ipvs-b:\d+:\d+\) S/;
  const deadline = performance.now() + 1000;
  // A process that is not shown the kernel's threads waits for the second.
  while (performance.now() < deadline && !(await processes()).some((one) => thread.test(one))) await setTimeout(5);
}

/** Name and state of every process: `systemd) S`. */
async function processes(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')));
  return lines.map((line) => line.slice(line.indexOf('(') + 1));
}

afterEach(async () => {
  for (const { state } of await clients.client.daemons()) await clients.client.change({ type: 'stop-daemon', state });
});

describe('sync daemons', () => {
  it('are none at first', async () => {
    expect(await clients.client.daemons()).toEqual([]);
  });

  it.for<Daemon>([
    { state: 'master', interface: INTERFACE, syncId: 0, syncMaxLength: 1000, group: '224.0.0.99', port: 8999, ttl: 3 },
    {
      state: 'backup',
      interface: INTERFACE,
      syncId: 255,
      syncMaxLength: 1400,
      group: '224.1.2.3',
      port: 65535,
      ttl: 255,
    },
    { state: 'backup', interface: INTERFACE, syncId: 7, syncMaxLength: 1400, group: 'ff02::99', port: 1024, ttl: 1 },
  ])('are listed as they were started: %j', async (daemon, { skip }) => {
    if (!dummy.ready) skip('cannot make a dummy interface');
    await start(daemon);
    expect(await clients.client.daemons()).toEqual([daemon]);
    await clients.client.change({ type: 'stop-daemon', state: daemon.state });
    expect(await clients.client.daemons()).toEqual([]);
  });

  it('have the kernel’s defaults, and run side by side', async ({ skip }) => {
    if (!dummy.ready) skip('cannot make a dummy interface');
    const { client } = clients;
    await start({ state: 'master', interface: INTERFACE, syncId: 1 });
    await start({ state: 'backup', interface: INTERFACE, syncId: 2 });
    const defaults = { interface: INTERFACE, group: '224.0.0.81', port: 8848, ttl: 1 };
    expect(await client.daemons()).toMatchObject([
      { state: 'master', syncId: 1, ...defaults },
      { state: 'backup', syncId: 2, ...defaults },
    ]);
    await client.change({ type: 'stop-daemon', state: 'master' });
    expect(await client.daemons()).toMatchObject([{ state: 'backup', syncId: 2 }]);
  });

  it('are one of a state at a time', async ({ skip }) => {
    if (!dummy.ready) skip('cannot make a dummy interface');
    const daemon: Daemon = { state: 'backup', interface: INTERFACE, syncId: 1 };
    await start(daemon);
    await expect(clients.client.change({ type: 'start-daemon', daemon })).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(clients.client.change({ type: 'stop-daemon', state: 'master' })).rejects.toMatchObject({
      code: 'ESRCH',
    });
  });

  it('do not go together with real servers of the other family', async ({ skip }) => {
    if (!dummy.ready) skip('cannot make a dummy interface');
    const { client } = clients;
    const key: ServiceKey = { protocol: 'tcp', address: '192.0.2.1', port: 80 };
    await start({ state: 'backup', interface: INTERFACE, syncId: 1 });
    await client.change({ type: 'add-service', service: { key, scheduler: 'rr' } });
    const destination = {
      address: '2001:db8::9',
      port: 80,
      forwarding: 'tunnel',
      weight: 1,
      upperThreshold: 0,
      lowerThreshold: 0,
    } as const;
    await expect(client.change({ type: 'add-destination', key, destination })).rejects.toMatchObject({
      code: 'EINVAL',
    });
  });
});
