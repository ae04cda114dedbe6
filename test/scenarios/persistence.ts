import type { Guide } from '../../tools/guide/guide.ts';
import { buildCluster } from './cluster.ts';
import type { Network } from './network.ts';

/** Two clients in one network and a third in another. Two servers speak HTTP on two ports, and SIP. */
export const PERSISTENCE: Guide = {
  name: 'persistence',
  async build(network: Network) {
    const clients = { client1: ['192.168.100.10'], client2: ['192.168.100.11'] };
    await buildCluster(network, clients, ['web1', 'web2'], [80, 8080]);
    const client3 = await network.addHost('client3');
    await network.addSegment([client3, '192.168.101.10/24'], [network.host('director'), '192.168.101.1/24']);
    await client3.ip('route add default via 192.168.101.1');
    await Promise.all(
      ['web1', 'web2'].map((name) => network.host(name).start(new URL('sip-server.mjs', import.meta.url), name)),
    );
  },
};
