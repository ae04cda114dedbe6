/** The library in another network namespace: the built one, whose process there is a program of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IpvsClient } from '../../dist/lib/index.js';
import type { ServiceKey } from '../../src/ipvs/model.ts';
import { useClients } from './kernel.ts';

const clients = useClients();
const NAME = `ipvsadm-library-${process.pid}`;
const key: ServiceKey = { protocol: 'tcp', address: '10.9.9.9', port: 80 };

let client: IpvsClient;
beforeAll(async () => {
  execFileSync('ip', ['netns', 'add', NAME]);
  execFileSync('ip', ['-n', NAME, 'link', 'set', 'lo', 'up']);
  client = await IpvsClient.open({ netns: NAME });
});
afterAll(() => {
  client.close();
  execFileSync('ip', ['netns', 'delete', NAME]);
});

/** The processes that this one has started. */
const children = (): string[] =>
  readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'latin1').split(' ').filter(Boolean);

describe('open({ netns })', () => {
  it('changes and reads the table there, and not here', async () => {
    const servers = Array.from({ length: 300 }, (_, index) => ({
      address: `10.8.${index >> 8}.${index & 255 || 1}`,
      port: 1000 + index,
      forwarding: 'masquerade' as const,
      weight: index,
    }));
    await client.change({ type: 'add-service', service: { key, scheduler: 'rr' } });
    const refused = await client.changeAll([
      ...servers.map((destination) => ({ type: 'add-destination', key, destination }) as const),
      { type: 'delete-service', key: { fwmark: 9, family: 'ipv4' } },
    ]);
    expect([...refused].map(([index, { code }]) => [index, code])).toEqual([[300, 'ESRCH']]);
    expect(await client.destinations(key)).toHaveLength(300);
    expect(await clients.client.services()).toEqual([]);
    // In brief it is read from a file.
    for await (const { destinations } of client.table({ brief: true })) {
      expect(destinations.map(({ weight }) => weight).sort((a, b) => a - b)).toEqual(
        servers.map(({ weight }) => weight),
      );
    }
    for await (const entries of client.connections()) expect(entries).toEqual([]);
    await client.change({ type: 'flush' });
    expect(await client.services()).toEqual([]);
  });

  it('takes the id of a process, and a path', async () => {
    await client.change({ type: 'add-service', service: { key } });
    const holder = spawn('nsenter', [`--net=/run/netns/${NAME}`, '--', 'sh', '-c', 'echo; exec sleep infinity']);
    await once(holder.stdout, 'data');
    for (const netns of [String(holder.pid), `/proc/${holder.pid}/ns/net`]) {
      const other = await IpvsClient.open({ netns });
      expect(await other.services()).toHaveLength(1);
      other.close();
    }
    holder.kill('SIGKILL');
  });

  it('is a plain client of its own namespace', async () => {
    const before = children();
    const own = await IpvsClient.open({ netns: '/proc/self/ns/net' });
    expect(children().filter((pid) => !before.includes(pid))).toEqual([]);
    await own.change({ type: 'add-service', service: { key, scheduler: 'rr' } });
    expect(await clients.client.services()).toHaveLength(1);
    own.close();
  });

  it('leaves no process when it is closed', async () => {
    const before = children();
    const other = await IpvsClient.open({ netns: NAME });
    const added = children().filter((pid) => !before.includes(pid));
    expect(added).toHaveLength(1);
    other.close();
    await expect.poll(children, { timeout: 5000 }).not.toEqual(expect.arrayContaining(added));
    await expect(other.services()).rejects.toThrow(expect.objectContaining({ code: 'ECANCELED' }));
  });

  it('says when the process there has ended, and starts another one', async () => {
    const before = children();
    const other = await IpvsClient.open({ netns: NAME });
    const [relay] = children().filter((pid) => !before.includes(pid));
    process.kill(Number(relay), 'SIGSTOP');
    const asked = other.services();
    process.kill(Number(relay), 'SIGKILL');
    await expect(asked).rejects.toThrow(
      expect.objectContaining({ code: 'EIO', message: 'the process in the other network namespace has ended' }),
    );
    expect((await other.info()).version).toBe('1.2.1');
    other.close();
  });

  it('fails where there is no such namespace', async () => {
    await expect(IpvsClient.open({ netns: 'no-such' })).rejects.toThrow(
      expect.objectContaining({
        name: 'SocketError',
        code: 'ENOENT',
        message:
          'cannot enter the network namespace no-such: there is no /run/netns/no-such or /run/docker/netns/no-such',
      }),
    );
    await expect(IpvsClient.open({ netns: '/proc/self/ns/uts' })).rejects.toThrow(
      expect.objectContaining({ name: 'SocketError', message: expect.stringContaining('Invalid argument') }),
    );
  });
});
