/** Two directors are active at once, one for an IPv4 address and one for an IPv6 address. Then they change places. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork } from '../../tools/guide/guide.ts';
import type { Host } from './host.ts';
import type { Network } from './network.ts';
import { SYNC } from './sync.ts';
import { WebClient } from './web.ts';

/** Virtual addresses as rules and URLs write them, and which director has each first. */
const VIPS = [
  { address: '192.168.100.100/32', name: '192.168.100.100', first: 'director1', second: 'director2' },
  { address: '2001:db8::100/128', name: '[2001:db8::100]', first: 'director2', second: 'director1' },
] as const;

const RULES = VIPS.map(
  ({ name }) =>
    `-A -t ${name}:80 -s rr\n` +
    [124, 125].map((id) => `-a -t ${name}:80 -r ${name.replace(/100(?=\]?$)/, String(id))}:80 -g\n`).join(''),
).join('');

const DAEMON_OPTIONS = [
  '--syncid 7',
  '--syncid 8 --mcast-group 239.1.2.3 --mcast-port 9000 --mcast-ttl 4 --sync-maxlen 600',
  '--syncid 9 --mcast-group ff02::81',
];

const CONNECTIONS = 4;
let network: Network;
let browser: WebClient;
/** The server of each connection that is held open, by URL. */
const answered = new Map<string, readonly string[]>();

beforeAll(async () => {
  network = await buildNetwork(SYNC);
  const ids = { client: 10, director1: 2, director2: 3, web1: 124, web2: 125 };
  for (const [name, id] of Object.entries(ids))
    await network.host(name).ip(`address add 2001:db8::${id}/64 dev eth0 nodad`);
  for (const web of ['web1', 'web2']) {
    await network.host(web).sysctl('net.ipv4.conf.all.arp_ignore', 1);
    await network.host(web).sysctl('net.ipv4.conf.all.arp_announce', 2);
    await network.host(web).ip(...VIPS.map(({ address }) => `address add ${address} dev lo`));
  }
  for (const director of ['director1', 'director2']) await give(network.host(director), RULES);
  for (const { address, first } of VIPS) await network.host(first).ip(`address add ${address} dev eth0 nodad`);
  browser = await WebClient.start(network.host('client'));
});
afterAll(() => network?.remove());

/** Restores rules on a director, including sync daemons. */
const give = (director: Host, rules: string): Promise<string> =>
  director.run('sh', '-c', `ipvsadm-restore <<END\n${rules}END`);

/** Open connections to a virtual address, without their timers. */
async function connections(director: Host, vip: string): Promise<string[]> {
  const lines = (await director.run('ipvsadm', '-Lnc')).split('\n');
  return lines
    .filter((line) => line.includes(' ESTABLISHED ') && line.includes(` ${vip}:80 `))
    .map((line) => line.replace(/ \d+:\d+ /, ' '))
    .toSorted();
}

describe('connections of two directors', () => {
  it.each(DAEMON_OPTIONS)('are sent both ways, with %s', async (options) => {
    const roles = ['master', 'backup'].map((role) => `--start-daemon ${role} --mcast-interface eth1 ${options}\n`);
    for (const director of ['director1', 'director2']) await give(network.host(director), RULES + roles.join(''));
    for (const { name } of VIPS) {
      const page = `http://${name}/?${encodeURIComponent(options)}`;
      answered.set(page, await browser.visitHeld(page, CONNECTIONS));
    }
    for (const { name, first, second } of VIPS) {
      const known = await connections(network.host(first), name);
      expect(known).toHaveLength((answered.size / VIPS.length) * CONNECTIONS);
      await expect.poll(() => connections(network.host(second), name), { timeout: 10_000 }).toEqual(known);
    }
  });

  it('go on with the same servers when the directors change places', async () => {
    for (const { address, first, second } of VIPS) {
      await network.host(first).ip(`address del ${address} dev eth0`);
      await network.host(second).ip(`address add ${address} dev eth0 nodad`);
    }
    await network.host('client').ip('neigh flush dev eth0');
    for (const [page, before] of answered) expect(await browser.visitHeld(page, CONNECTIONS)).toEqual(before);
  });
});
