import { beforeAll, describe, expect, it } from 'vitest';
import { testGuide } from '../guide/test-guide.ts';
import { VIP } from './cluster.ts';
import type { Network } from './network.ts';
import { CLIENTS, SCHEDULERS } from './schedulers.ts';
import { tally } from './shares.ts';
import { WebClient } from './web.ts';

const MISTAKES = [
  { from: '-s wrr', to: '-s rr' },
  { from: ' -b sh-fallback', to: '' },
];

/** Weights of web1, web2 and web3. */
type Weights = readonly [number, number, number];

const EQUAL: Weights = [1, 1, 1];

/** Port of the latest service. Each service has a port of its own, so its servers start without connections. */
let port = 1000;

const ONE_CLIENT = CLIENTS.slice(0, 1);

testGuide(SCHEDULERS, MISTAKES, (network) => {
  let client: WebClient;
  beforeAll(async () => {
    client = await WebClient.start(network().host('client'));
    // Refusals are sent at once, and not only once a second.
    await network().host('director').sysctl('net.ipv4.icmp_ratelimit', 0);
  });

  const serve = (words: string, weights: Weights): Promise<Service> => makeService(network(), words, weights);

  describe('open connections', () => {
    it.for<[scheduler: string, weights: Weights, servers: string]>([
      ['rr', [3, 1, 1], '321321321'],
      ['wrr', [3, 1, 1], '3211132111'],
      ['lc', [3, 1, 1], '321321321'],
      ['wlc', [3, 1, 1], '3211132111'],
      ['sed', [3, 1, 1], '1132111321'],
      ['nq', [3, 1, 1], '3211111321'],
      ['fo', [1, 3, 2], '222222'],
      ['ovf', [3, 1, 1], '11113322--'],
      // To the next server once one has more than its weight; in the end, to the last one or to all in turn.
      ['lblc', [2, 2, 2], '333222111111'],
      ['lblcr', [2, 2, 2], '333222111123'],
    ])('%s with weights %j gives them to the servers %s', async ([scheduler, weights, servers]) => {
      const { page } = await serve(scheduler, weights);
      const answers = await client.visitHeld(page, servers.length);
      expect(answers.map((answer) => /^web(\d)/.exec(answer)?.[1] ?? '-').join('')).toBe(servers);
    });

    it('twos spreads them at random and nearly evenly', async ({ skip }) => {
      const { page, lacking } = await serve('twos', EQUAL);
      if (lacking) skip('this kernel has no twos');
      const counts = Object.values(tally(await client.visitHeld(page, 60)));
      expect(counts).toHaveLength(3);
      // Chance hardly gives less than a fifth of 60 connections. Of 30 it did, in one run of some thousand.
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(12);
    });
  });

  it('dh gives each destination address its own server, for all clients', async () => {
    const director = network().host('director');
    const addresses = Array.from({ length: 6 }, (_, index) => `192.168.100.${200 + index}`);
    await director.ip(...addresses.map((address) => `address add ${address}/32 dev eth0`));
    const answers: string[] = [];
    for (const address of addresses) {
      const { page } = await makeService(network(), 'dh', EQUAL, address);
      const seen = new Set(await client.visit(page, 3, CLIENTS));
      expect(seen.size).toBe(1);
      answers.push(...seen);
    }
    expect(Object.keys(tally(answers))).toEqual(['web1:80', 'web2:80', 'web3:80']);
  });

  describe.each(['sh', 'mh'])('%s', (scheduler) => {
    it('keeps each client on a server, and uses all servers', async () => {
      const { page } = await serve(scheduler, EQUAL);
      const answers = await client.visit(page, CLIENTS.length, CLIENTS);
      expect(await client.visit(page, CLIENTS.length, CLIENTS)).toEqual(answers);
      expect(Object.keys(tally(answers))).toEqual(['web1:80', 'web2:80', 'web3:80']);
    });

    it(`spreads one client with ${scheduler}-port`, async () => {
      const { page } = await serve(`${scheduler} -b ${scheduler}-port`, EQUAL);
      // Each gets about a third, 40. Fewer than 15 would be nearly five standard deviations less.
      const counts = Object.values(tally(await client.visit(page, 120, ONE_CLIENT)));
      expect(counts).toHaveLength(3);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(15);
    });

    it.each([
      [`${scheduler}-port`, true],
      [`${scheduler}-port,${scheduler}-fallback`, false],
    ])('with %s and a server of weight 0 refuses some: %s', async (flags, refuses) => {
      const { page, change } = await serve(`${scheduler} -b ${flags}`, EQUAL);
      await change(`-e -t SERVICE -r ${addressOf(3)} -m -w 0`);
      const answers = Object.keys(tally(await client.visit(page, 60, ONE_CLIENT)));
      expect(answers).toEqual(refuses ? ['ECONNREFUSED', 'web1:80', 'web2:80'] : ['web1:80', 'web2:80']);
    });
  });

  it.each([
    ['mh', 0, 0.15],
    ['sh', 0.25, 1],
  ])('%s moves between %s and %s of the other servers’ clients when a server goes', async (scheduler, least, most) => {
    const { page, change } = await serve(scheduler, EQUAL);
    const before = await client.visit(page, CLIENTS.length, CLIENTS);
    await change(`-d -t SERVICE -r ${addressOf(3)}`);
    const after = await client.visit(page, CLIENTS.length, CLIENTS);
    const others = before.flatMap((answer, index) => (answer === 'web3:80' ? [] : [answer !== after[index]]));
    const share = others.filter(Boolean).length / others.length;
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });
});

interface Service {
  /** The URL for clients. */
  readonly page: string;
  /** Whether the kernel lacks the scheduler. */
  readonly lacking: boolean;
  /** Runs ipvsadm with these words. SERVICE in them stands for this service. */
  readonly change: (words: string) => Promise<void>;
}

const addressOf = (server: number): string => `192.168.2.${99 + server}:80`;

/** Makes a service with the three servers on a port of its own. */
async function makeService(network: Network, words: string, weights: Weights, address = VIP): Promise<Service> {
  const endpoint = `${address}:${++port}`;
  const run = async (rules: string): Promise<string> => {
    const { text } = await network.host('director').type(`ipvsadm -R <<'END'\n${rules}END`);
    return text;
  };
  const servers = weights.map((weight, index) => `-a -t ${endpoint} -r ${addressOf(index + 1)} -m -w ${weight}\n`);
  const complaint = await run(`-A -t ${endpoint} -s ${words}\n${servers.join('')}`);
  const lacking = complaint.includes('Scheduler or persistence engine not found');
  if (!lacking) expect(complaint).toBe('');
  return {
    page: `http://${endpoint}/`,
    lacking,
    change: async (line) => expect(await run(`${line.replace('SERVICE', endpoint)}\n`)).toBe(''),
  };
}
