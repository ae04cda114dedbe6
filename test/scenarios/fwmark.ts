import { type Guide, NFTABLES } from '../../tools/guide/guide.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

const WITH_IPTABLES = { host: 'director', command: 'iptables -t mangle -S' };

/** Firewall marks: several ports of both families are one service, and its servers reply to clients directly. */
export const FWMARK: Guide = {
  name: 'fwmark',
  async build(network: Network) {
    const { client1, client2, director, web1, web2 } = await network.addHosts(
      'client1',
      'client2',
      'director',
      'web1',
      'web2',
    );
    await network.addSegment(
      [client1, '192.168.100.11/24', '2001:db8::11/64 nodad'],
      [client2, '192.168.100.12/24', '2001:db8::12/64 nodad'],
      [director, '192.168.100.1/24', '2001:db8::1/64 nodad'],
      [web1, '192.168.100.124/24', '2001:db8::124/64 nodad'],
      [web2, '192.168.100.125/24', '2001:db8::125/64 nodad'],
    );
    await Promise.all([web1, web2].map((web) => startWebServer(web, 80, 443)));
  },
  needs: {
    'Mark with iptables': WITH_IPTABLES,
    'Mark with nftables': NFTABLES,
    'Clients on the director itself': WITH_IPTABLES,
  },
};
