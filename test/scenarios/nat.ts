import type { Guide } from '../../tools/guide/guide.ts';
import { VIP } from './cluster.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/** NAT: one address for the client, and two web servers with the director as their gateway. */
export const NAT: Guide = {
  name: 'nat',
  async build(network: Network) {
    const { client, director, web1, web2 } = await network.addHosts('client', 'director', 'web1', 'web2');
    await network.addSegment([client, '192.168.100.10/24'], [director, '192.168.100.1/24', `${VIP}/24`]);
    await network.addSegment([director, '192.168.2.1/24'], [web1, '192.168.2.100/24'], [web2, '192.168.2.101/24']);
    await Promise.all([startWebServer(web1, 80), startWebServer(web2, 80, 8080)]);
  },
};
