import type { Guide } from '../../tools/guide/guide.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/**
 * Direct routing: director and servers in the client's segment, and a server behind a router, which DR cannot reach.
 */
export const DR: Guide = {
  name: 'dr',
  async build(network: Network) {
    const { client, director, web1, web2, router, web3 } = await network.addHosts(
      'client',
      'director',
      'web1',
      'web2',
      'router',
      'web3',
    );
    await network.addSegment(
      [client, '192.168.100.10/24'],
      [director, '192.168.100.1/24'],
      [web1, '192.168.100.124/24'],
      [web2, '192.168.100.125/24'],
      [router, '192.168.100.254/24'],
    );
    await network.addSegment([router, '10.0.0.254/24'], [web3, '10.0.0.3/24']);
    const addressed = { director, web1, web2 };
    for (const [at, host] of Object.values(addressed).entries()) {
      await host.ip(`link set eth0 address 02:00:00:00:00:0${at + 1}`);
    }
    await router.sysctl('net.ipv4.ip_forward', 1);
    await director.ip('route add default via 192.168.100.254');
    await web3.ip('route add default via 10.0.0.254');
    await Promise.all([web1, web2, web3].map((web) => startWebServer(web, 80)));
  },
};
