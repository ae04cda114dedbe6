import { expect, it } from 'vitest';
import { testGuide } from '../guide/test-guide.ts';
import { BGP } from './bgp.ts';

testGuide(
  BGP,
  [
    { from: 'sloppy_tcp=1', to: 'sloppy_tcp=0' },
    { from: '-s mh -b mh-fallback,mh-port', to: '-s rr' },
  ],
  (network) => {
    /**
     * Opens a connection from each port of a range with the page's script. Returns how many director1 and director2
     * see.
     */
    async function spread(policy: number, first: number, last: number): Promise<number[]> {
      await network().host('router').sysctl('net.ipv4.fib_multipath_hash_policy', policy);
      await network().host('client').type(`sh ask ${first} ${last}`);
      const inRange = `split($4, source, ":") && source[2] >= ${first} && source[2] <= ${last}`;
      const seen = `ipvsadm -Lnc | awk '${inRange}' | wc -l`;
      const counts = ['director1', 'director2'].map((director) => network().host(director).type(seen));
      return (await Promise.all(counts)).map(({ text }) => Number(text));
    }

    it('hash policy 1 spreads the connections of a client by its ports, and policy 0 does not', async () => {
      const [one = 0, two = 0] = await spread(1, 25_001, 25_100);
      expect(one + two).toBe(100);
      expect(Math.min(one, two)).toBeGreaterThan(20);
      expect((await spread(0, 26_001, 26_020)).toSorted((a, b) => a - b)).toEqual([0, 20]);
    });
  },
);
