import { type Guide, NFTABLES } from '../../tools/guide/guide.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/** FULLNAT with the parts of the ordinary kernel: servers without a route back, and a client in their own network. */
export const FULLNAT: Guide = {
  name: 'fullnat',
  async build(network: Network) {
    const { client1, client2, director, web1, web2 } = await network.addHosts(
      'client1',
      'client2',
      'director',
      'web1',
      'web2',
    );
    await network.addSegment([client1, '192.168.100.10/24'], [director, '192.168.100.1/24', '192.168.100.123/24']);
    await network.addSegment(
      [director, '192.168.2.1/24'],
      [web1, '192.168.2.100/24'],
      [web2, '192.168.2.101/24'],
      [client2, '192.168.2.50/24'],
    );
    await client2.ip('route add default via 192.168.2.1');
    await Promise.all([web1, web2].map((web) => startWebServer(web, 80)));
  },
  needs: {
    'With iptables': { host: 'director', command: 'iptables -t nat -S' },
    'With nftables': NFTABLES,
  },
};
