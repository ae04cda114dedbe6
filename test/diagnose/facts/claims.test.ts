import { expect, it } from 'vitest';
import { claims } from '../../../src/diagnose/facts/claims.ts';
import { SystemHost } from '../../../src/diagnose/facts/host.ts';
import { ipvs } from '../../../src/diagnose/facts/ipvs.ts';
import { addresses, neighbours } from '../../../src/diagnose/facts/network.ts';
import type { Neighbour, NeighbourQuestion } from '../../../src/route/model.ts';
import { changed, withAddress, withProbe } from '../changes.ts';
import { DR, NAT6 } from '../hosts.ts';
import type { RecordedHost } from '../recorded-host.ts';

const VIP = '192.168.100.100';
const ETH0 = 6;
const LO = 1;
const MAC = '02:00:00:00:00:09';

/** What is asked on a host whose network gives an answer. */
async function askedOn(host: RecordedHost, answer: readonly Neighbour[] = []) {
  const batches: (readonly NeighbourQuestion[])[] = [];
  const prober = {
    connect: async () => 'open' as const,
    datagram: async () => 'arrived' as const,
    async whoHas(questions: readonly NeighbourQuestion[]) {
      batches.push(questions);
      return [...answer];
    },
  };
  const system = new SystemHost({ tracing: {}, probe: false });
  const facts = changed(host, withProbe('192.168.100.124', 'open')).facts();
  return { batches, found: await claims.read({ ...system, prober }, facts.get) };
}

it('asks for the virtual addresses on interfaces, and keeps who answers apart from who else is there', async () => {
  const neighbour = (address: string, linkAddress?: string, index = ETH0): Neighbour => ({
    index,
    address,
    state: 'reachable',
    linkAddress,
  });
  const { batches, found } = await askedOn(DR, [
    neighbour(VIP, MAC),
    neighbour('192.168.100.9', MAC),
    neighbour('192.168.100.8'),
    neighbour('192.168.100.7', MAC, LO),
    neighbour('2001:db8::9', MAC),
  ]);
  expect(batches).toEqual([[{ index: ETH0, address: VIP }]]);
  expect(found).toEqual({
    asked: 1,
    leftOut: 0,
    answers: [{ index: ETH0, address: VIP, linkAddress: MAC }],
    others: [{ index: ETH0, address: '192.168.100.9', linkAddress: MAC }],
  });
});

it.each([
  ['on lo', changed(DR, withAddress(VIP, { index: LO }))],
  ['of IPv6', NAT6],
  [
    'of a neighbour that the administrator has set',
    DR.with(neighbours, (all) => [
      ...all,
      { index: ETH0, address: VIP, state: 'permanent' as const, linkAddress: MAC },
    ]),
  ],
])('does not ask for an address %s', async (_, host) => {
  expect((await askedOn(host)).batches).toEqual([]);
});

it('asks for some at once, and leaves out those that are too many', async () => {
  const vips = Array.from({ length: 300 }, (_, at) => `10.0.${at >> 8}.${at & 255}`);
  const host = DR.with(ipvs, (table) => ({
    ...table,
    entries: table.entries.flatMap(({ service, servers }) =>
      vips.map((address) => ({
        servers,
        service: { ...service, key: { protocol: 'tcp' as const, address, port: 80 } },
      })),
    ),
  })).with(addresses, (all) => [
    ...all,
    ...vips.map((address) => ({ index: ETH0, address, prefixLength: 32, tentative: false, duplicate: false })),
  ]);
  const { batches, found } = await askedOn(host);
  expect(batches.map(({ length }) => length)).toEqual([64, 64, 64, 64]);
  expect(found).toMatchObject({ asked: 256, leftOut: 44 });
});
