import { expect, it } from 'vitest';
import { testGuide } from '../guide/test-guide.ts';
import { VIP } from './cluster.ts';
import { PERSISTENCE } from './persistence.ts';
import { WebClient } from './web.ts';

const MISTAKES = [
  { from: '-s rr -p', to: '-s rr' },
  { from: '-M 255.255.255.0', to: '-M 255.255.255.255' },
];

testGuide(PERSISTENCE, MISTAKES, (network) => {
  it.each([
    [0, 'no answer'],
    [1, 'ECONNRESET'],
  ])(
    'with expire_nodest_conn=%i a request on an open connection to a deleted server ends with: %s',
    async (value, expected) => {
      const director = network().host('director');
      await director.sysctl('net.ipv4.vs.expire_nodest_conn', value);
      const server = `-t ${VIP}:90 -r 192.168.2.100:80`;
      await director.type(`ipvsadm -R <<'END'\n-A -t ${VIP}:90 -s rr -p\n-a ${server} -m\nEND`);
      const client = await WebClient.start(network().host('client1'));
      expect(await client.visitHeld(`http://${VIP}:90/`, 1)).toEqual(['web1:80']);
      await director.type(`ipvsadm -D -t ${VIP}:90`);
      expect(await client.visitHeld(`http://${VIP}:90/`, 1)).toEqual([expected]);
    },
  );
});
