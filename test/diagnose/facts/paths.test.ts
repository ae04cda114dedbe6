import { expect, it } from 'vitest';
import type { Fate } from '../../../src/diagnose/facts/datagram.ts';
import { SystemHost } from '../../../src/diagnose/facts/host.ts';
import { type Paths, paths } from '../../../src/diagnose/facts/paths.ts';
import { changed, withServers, withWay } from '../changes.ts';
import { DR, TUN } from '../hosts.ts';
import type { RecordedHost } from '../recorded-host.ts';

const SERVERS = ['10.1.0.11', '10.1.0.12'];

/** What is found on a host whose network does this with packets of a size, and the sizes that it had to do it with. */
async function foundOn(host: RecordedHost, fateOf: (size: number) => Fate): Promise<{ found: Paths; sizes: number[] }> {
  const sizes: number[] = [];
  const prober = {
    connect: async () => 'open' as const,
    whoHas: async () => [],
    async datagram(address: string, size: number) {
      if (address === SERVERS[0]) sizes.push(size);
      return fateOf(size);
    },
  };
  const system = new SystemHost({ tracing: {}, probe: false });
  return { found: await paths.read({ ...system, prober }, host.facts().get), sizes };
}

const both = (found: object) => ({ servers: SERVERS.map((address) => ({ address, ...found })), leftOut: 0 });

it('asks whether a packet of the size of the interface arrives', async () => {
  expect(await foundOn(TUN, () => 'arrived')).toEqual({
    found: both({ mtu: 1500, result: 'whole' }),
    sizes: [64, 1500],
  });
});

it('takes the size of the route, where that has one', async () => {
  const host = changed(TUN, withWay('10.1.0.11', { route: { type: 'unicast', output: 6, mtu: 1400 } }));
  expect((await foundOn(host, () => 'arrived')).sizes).toEqual([64, 1400]);
});

it('finds the longest usual size that arrives, by few packets', async () => {
  for (const limit of [1400, 1401, 576, 1492]) {
    const { found, sizes } = await foundOn(TUN, (size) => (size <= limit ? 'arrived' : 'no answer'));
    expect(found).toEqual(both({ mtu: 1500, result: 'lost', passes: limit === 1401 ? 1400 : limit }));
    // Linux answers six at once, and then one a second.
    expect(sizes.filter((size) => size <= limit).length).toBeLessThanOrEqual(7);
  }
});

it.each<[string, (size: number) => Fate, object]>([
  ['a router says that it is too long', (size) => (size > 1400 ? 'too long' : 'arrived'), { result: 'told' }],
  ['nothing is answered', () => 'no answer', { result: 'unknown' }],
  ['it cannot be sent', (size) => (size > 1400 ? 'not sent' : 'arrived'), { result: 'unknown' }],
  ['nothing else arrives', (size) => (size > 64 ? 'no answer' : 'arrived'), { result: 'lost', passes: undefined }],
])('says so where %s', async (_, fateOf, found) => {
  expect((await foundOn(TUN, fateOf)).found).toEqual(both({ mtu: 1500, ...found }));
});

it('believes a server that answers one in three', async () => {
  let count = 0;
  const { found } = await foundOn(TUN, (size) => (size < 1500 || ++count % 3 === 0 ? 'arrived' : 'no answer'));
  expect(found.servers).toContainEqual(expect.objectContaining({ result: 'whole' }));
});

it('asks no other server than those of tunnels that get connections', async () => {
  const drained = changed(
    TUN,
    withServers((server) => ({ ...server, weight: 0 })),
  );
  for (const host of [DR, drained]) {
    expect((await foundOn(host, () => 'arrived')).found).toEqual({ servers: [], leftOut: 0 });
  }
});
