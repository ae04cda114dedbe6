/** What rtnetlink says by our client, beside what ip(8) says of the same interfaces. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RouteClient } from '../../src/route/client.ts';
import { ip } from './kernel.ts';

const A = 'route-a';
const B = 'route-b';
const TABLE = '4711';

/** What `ip -j` prints. */
const ask = <T>(schema: z.ZodType<T>, ...words: readonly string[]): T =>
  schema.parse(JSON.parse(execFileSync('ip', ['-j', '-d', ...words], { encoding: 'utf8' })));

let client: RouteClient;

beforeAll(async () => {
  client = new RouteClient();
  await ip('link', 'add', A, 'mtu', '1400', 'type', 'veth', 'peer', 'name', B);
  for (const name of [A, B]) await ip('link', 'set', name, 'up');
  await ip('address', 'add', '192.0.2.1/24', 'dev', A);
  await ip('address', 'add', '2001:db8:7::1/64', 'dev', A, 'nodad');
  await ip('neigh', 'replace', '192.0.2.9', 'lladdr', '02:00:00:00:00:09', 'dev', A);
  await ip('route', 'add', '198.51.100.0/24', 'via', '192.0.2.9', 'mtu', '1300');
  await ip('route', 'add', 'unreachable', '203.0.113.0/24');
  await ip('rule', 'add', 'fwmark', '0x2a/0xff', 'lookup', TABLE);
  await ip('route', 'add', 'local', '0.0.0.0/0', 'dev', 'lo', 'table', TABLE);
});
afterAll(async () => {
  client.close();
  await ip('rule', 'delete', 'fwmark', '0x2a/0xff', 'lookup', TABLE);
  await ip('route', 'flush', 'table', TABLE);
  await ip('route', 'delete', 'unreachable', '203.0.113.0/24');
  await ip('link', 'delete', A);
});

const indexOf = async (name: string): Promise<number> => {
  const link = (await client.links()).find((one) => one.name === name);
  if (link === undefined) throw new Error(`there is no ${name}`);
  return link.index;
};

describe('RouteClient', () => {
  it('lists the interfaces as ip does', async () => {
    const listed = ask(
      z.array(
        z.object({
          ifindex: z.int(),
          ifname: z.string(),
          mtu: z.int(),
          flags: z.array(z.string()),
          address: z.string(),
        }),
      ),
      'link',
    );
    const links = await client.links();
    expect(
      links.map(({ index, name, mtu, up, loopback, noArp }) => ({
        index,
        name,
        mtu,
        up,
        loopback,
        noArp,
      })),
    ).toEqual(
      listed.map(({ ifindex, ifname, mtu, flags }) => ({
        index: ifindex,
        name: ifname,
        mtu,
        up: flags.includes('UP'),
        loopback: flags.includes('LOOPBACK'),
        noArp: flags.includes('NOARP'),
      })),
    );
    const linkAddress = listed.find(({ ifname }) => ifname === A)?.address;
    expect(links.find(({ name }) => name === A)).toMatchObject({
      kind: 'veth',
      linkAddress,
      mtu: 1400,
      up: true,
      running: true,
    });
  });

  it('lists the addresses as ip does', async () => {
    const listed = ask(
      z.array(z.object({ ifindex: z.int(), addr_info: z.array(z.object({ local: z.string(), prefixlen: z.int() })) })),
      'address',
    );
    const ours = (await client.addresses()).map(
      ({ index, address, prefixLength }) => `${index} ${address}/${prefixLength}`,
    );
    const theirs = listed.flatMap(({ ifindex, addr_info }) =>
      addr_info.map(({ local, prefixlen }) => `${ifindex} ${local}/${prefixlen}`),
    );
    expect(ours.sort()).toEqual(theirs.sort());
  });

  it('finds the rule of a mark', async () => {
    expect(await client.rules()).toContainEqual(
      expect.objectContaining({ family: 'ipv4', mark: 42, mask: 255, table: Number(TABLE), looksUp: true }),
    );
  });

  it('finds a neighbour', async () => {
    expect(await client.neighbours()).toContainEqual({
      index: await indexOf(A),
      address: '192.0.2.9',
      state: 'permanent',
      linkAddress: '02:00:00:00:00:09',
    });
  });

  it('has the kernel ask who has an address, and forget it', async () => {
    const question = { index: await indexOf(A), address: '192.0.2.77' };
    expect(await client.solicit([question])).toEqual(new Map());
    expect(await client.neighbours()).toContainEqual({ ...question, state: 'incomplete', linkAddress: undefined });
    expect(await client.forget([question])).toEqual(new Map());
    expect(await client.neighbours()).not.toContainEqual(expect.objectContaining(question));
    expect((await client.forget([question])).get(0)).toMatchObject({ code: 'ENOENT' });
  });

  it('tells the way of a packet as ip does', async () => {
    const output = await indexOf(A);
    expect(await client.route({ to: '192.0.2.77' })).toMatchObject({ type: 'unicast', output, source: '192.0.2.1' });
    expect(await client.route({ to: '192.0.2.1' })).toMatchObject({ type: 'local' });
    expect(await client.route({ to: '198.51.100.1' })).toMatchObject({ output, gateway: '192.0.2.9', mtu: 1300 });
    expect(await client.route({ to: '2001:db8:7::9' })).toMatchObject({ type: 'unicast', output });
    expect(await client.route({ to: '198.51.100.1', mark: 42 })).toMatchObject({ type: 'local' });
    await expect(client.route({ to: '203.0.113.1' })).rejects.toMatchObject({ code: 'EHOSTUNREACH' });
  });
});
