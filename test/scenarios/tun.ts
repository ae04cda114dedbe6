import type { Guide } from '../../tools/guide/guide.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/** A director and its client in one network, and two web servers in another behind a router, all with IPv4 and IPv6. */
export async function buildTunnelNetwork(network: Network, ...ports: readonly number[]): Promise<void> {
  const { client, director, router, web1, web2 } = await network.addHosts(
    'client',
    'director',
    'router',
    'web1',
    'web2',
  );
  await network.addSegment(
    [client, '192.168.100.10/24', '2001:db8:100::10/64 nodad'],
    [director, '192.168.100.1/24', '2001:db8:100::1/64 nodad'],
    [router, '192.168.100.254/24', '2001:db8:100::fe/64 nodad'],
  );
  await network.addSegment(
    [router, '10.1.0.254/24', '2001:db8:1::fe/64 nodad'],
    [web1, '10.1.0.11/24', '2001:db8:1::11/64 nodad'],
    [web2, '10.1.0.12/24', '2001:db8:1::12/64 nodad'],
  );
  for (const host of [client, director]) {
    await host.ip('route add default via 192.168.100.254', 'route add default via 2001:db8:100::fe');
  }
  for (const web of [web1, web2]) {
    await web.ip('route add default via 10.1.0.254', 'route add default via 2001:db8:1::fe');
  }
  await router.sysctl('net.ipv4.ip_forward', 1);
  await router.sysctl('net.ipv6.conf.all.forwarding', 1);
  await Promise.all([web1, web2].map((web) => startWebServer(web, ...ports)));
}

const onPort80 = (network: Network): Promise<void> => buildTunnelNetwork(network, 80);

/** Tunnels of IP in IP. */
export const TUN: Guide = { name: 'tun', build: onPort80 };

/** Tunnels in UDP. */
export const TUN_GUE: Guide = { name: 'tun-gue', build: onPort80 };

/** Tunnels of GRE. */
export const TUN_GRE: Guide = { name: 'tun-gre', build: onPort80 };

/** Tunnels of the other family than their service. */
export const TUN_MIXED: Guide = { name: 'tun-mixed', build: onPort80 };
