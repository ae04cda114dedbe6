import type { Guide } from '../../tools/guide/guide.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/** A director that is also a web server, with one more server for direct routing and one for NAT. */
export const LOCAL_NODE: Guide = {
  name: 'local-node',
  async build(network: Network) {
    const { client, director, web1, web2 } = await network.addHosts('client', 'director', 'web1', 'web2');
    await network.addSegment(
      [client, '192.168.100.10/24'],
      [director, '192.168.100.1/24', '192.168.100.100/24'],
      [web1, '192.168.100.124/24'],
    );
    await network.addSegment([director, '192.168.2.1/24'], [web2, '192.168.2.100/24']);
    await web2.ip('route add default via 192.168.2.1');
    await Promise.all([startWebServer(director, 80, 8080), ...[web1, web2].map((web) => startWebServer(web, 80))]);
  },
};
