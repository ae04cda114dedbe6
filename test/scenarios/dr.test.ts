import { expect, it } from 'vitest';
import { z } from 'zod';
import { testGuide } from '../guide/test-guide.ts';
import { DR } from './dr.ts';
import type { Host } from './host.ts';

testGuide(
  DR,
  [
    { from: 'arp_ignore=1', to: 'arp_ignore=0' },
    { from: 'address add 192.168.100.100/32 dev lo', to: 'address show dev lo' },
    { from: '-r 192.168.100.124 -g', to: '-r 192.168.100.124 -m' },
    { from: '-r 192.168.100.124 -g', to: '-r 192.168.100.124 -g -w 0' },
  ],
  (network) => {
    it('the servers send the 10 MB of the page, and less than a tenth has passed the director', async () => {
      const sent = await Promise.all(['director', 'web1', 'web2'].map((name) => bytesSent(network().host(name))));
      const [director = 0, ...webs] = sent;
      expect(Math.max(...webs)).toBeGreaterThan(10_000_000);
      expect(director).toBeLessThan(1_000_000);
    });
  },
);

const Links = z.tuple([z.object({ stats64: z.object({ tx: z.object({ bytes: z.number() }) }) })]);

/** Bytes that a host's interface has sent since it was made. */
async function bytesSent(host: Host): Promise<number> {
  const [link] = Links.parse(JSON.parse(await host.run('ip', '-s', '-j', 'link', 'show', 'dev', 'eth0')));
  return link.stats64.tx.bytes;
}
