import process from 'node:process';
import type { Guide } from '../../tools/guide/guide.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/** Three machines for etcd, and a router that spreads the connections to one virtual address over two directors. */
export const ETCD: Guide = {
  name: 'etcd',
  daemons: true,
  async build(network: Network) {
    // etcdctl gives up after 2 and 5 seconds: a busy machine takes longer.
    Object.assign(process.env, { ETCDCTL_DIAL_TIMEOUT: '30s', ETCDCTL_COMMAND_TIMEOUT: '60s' });
    const { client, router } = await network.addHosts('client', 'router');
    const members = Object.values(await network.addHosts('etcd1', 'etcd2', 'etcd3'));
    const directors = Object.values(await network.addHosts('director1', 'director2'));
    const webs = Object.values(await network.addHosts('web1', 'web2', 'web3'));
    await network.addSegment([client, '203.0.113.10/24'], [router, '203.0.113.1/24']);
    await network.addSegment(
      [router, '10.0.0.1/24'],
      ...members.map((member, index) => [member, `10.0.0.${index + 2}/24`] as const),
      ...directors.map((director, index) => [director, `10.0.0.${index + 11}/24`] as const),
      ...webs.map((web, index) => [web, `10.0.0.${index + 21}/24`] as const),
    );
    await client.ip('route add default via 203.0.113.1');
    await router.sysctl('net.ipv4.ip_forward', 1);
    await router.sysctl('net.ipv4.fib_multipath_hash_policy', 1);
    await router.ip('route add 198.51.100.80 nexthop via 10.0.0.11 nexthop via 10.0.0.12');
    for (const host of [...directors, ...webs]) await host.ip('route add default via 10.0.0.1');
    for (const member of members) await member.ownFiles();
    await Promise.all(webs.map((web) => startWebServer(web, 80)));
  },
};
