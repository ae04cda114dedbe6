import type { Guide } from '../../tools/guide/guide.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/**
 * IPv6: web servers with two ways to the client, through the director for NAT and through a router for direct
 * routing.
 */
export const IPV6: Guide = {
  name: 'ipv6',
  async build(network: Network) {
    const { client, director, router, web1, web2 } = await network.addHosts(
      'client',
      'director',
      'router',
      'web1',
      'web2',
    );
    await network.addSegment(
      [client, '2001:db8:1::10/64 nodad', '2001:db8:1::11/64 nodad'],
      [director, '2001:db8:1::1/64 nodad'],
      [router, '2001:db8:1::fe/64 nodad'],
    );
    await network.addSegment(
      [director, '2001:db8:2::1/64 nodad'],
      [router, '2001:db8:2::fe/64 nodad'],
      [web1, '2001:db8:2::100/64 nodad'],
      [web2, '2001:db8:2::101/64 nodad'],
    );
    await router.sysctl('net.ipv6.conf.all.forwarding', 1);
    await Promise.all([web1, web2].map((web) => startWebServer(web, 80, 443)));
  },
};
