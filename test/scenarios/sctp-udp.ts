import type { Guide } from '../../tools/guide/guide.ts';
import type { Network } from './network.ts';

const VIP = '192.168.100.123';
const SERVER = new URL('udp-server.mjs', import.meta.url);

/**
 * UDP and SCTP: servers with two ways to the client, through the director for NAT and through a router for direct
 * routing.
 */
export const SCTP_UDP: Guide = {
  name: 'sctp-udp',
  async build(network: Network) {
    const { client, director, router, ns1, ns2 } = await network.addHosts('client', 'director', 'router', 'ns1', 'ns2');
    await network.addSegment(
      [client, '192.168.100.10/24'],
      [director, '192.168.100.1/24', `${VIP}/24`],
      [router, '192.168.100.254/24'],
    );
    await network.addSegment(
      [director, '192.168.2.1/24'],
      [router, '192.168.2.254/24'],
      [ns1, '192.168.2.100/24'],
      [ns2, '192.168.2.101/24'],
    );
    await router.sysctl('net.ipv4.ip_forward', 1);
    const servers = { '192.168.2.100': ns1, '192.168.2.101': ns2 };
    await Promise.all(
      Object.entries(servers).map(async ([address, host]) => {
        // They listen on the virtual address from the start, but get it later.
        await host.sysctl('net.ipv4.ip_nonlocal_bind', 1);
        await host.start(SERVER, host.name, '53', address, VIP);
      }),
    );
  },
  needs: { SCTP: { host: 'director', command: 'modprobe sctp' } },
};
