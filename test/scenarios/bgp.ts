import type { Guide } from '../../tools/guide/guide.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/** A router, and behind it one network with three directors and three web servers. */
export const BGP: Guide = {
  name: 'bgp',
  daemons: true,
  // The last director has died: it reaches no server.
  leaves: ['LVS302'],
  async build(network: Network) {
    const { client, router, ...directors } = await network.addHosts(
      'client',
      'router',
      'director1',
      'director2',
      'director3',
    );
    const webs = Object.values(await network.addHosts('web1', 'web2', 'web3'));
    await network.addSegment([client, '203.0.113.10/24'], [router, '203.0.113.1/24']);
    await network.addSegment(
      [router, '10.0.0.1/24'],
      ...Object.values(directors).map((director, index) => [director, `10.0.0.1${index + 1}/24`] as const),
      ...webs.map((web, index) => [web, `10.0.0.2${index + 1}/24`] as const),
    );
    await client.ip('route add default via 203.0.113.1');
    await router.sysctl('net.ipv4.ip_forward', 1);
    for (const host of [...Object.values(directors), ...webs]) await host.ip('route add default via 10.0.0.1');
    for (const host of [router, ...Object.values(directors)]) await host.ownFiles();
    await Promise.all(webs.map((web) => startWebServer(web, 80)));
  },
};
