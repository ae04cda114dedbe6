import type { Guide } from '../../tools/guide/guide.ts';
import { buildCluster, VIP } from './cluster.ts';

/** A NAT cluster in which two things are wrong: the director does not forward, and its firewall drops requests. */
export const DIAGNOSE: Guide = {
  name: 'diagnose',
  needs: { 'For monitoring': { host: 'director', command: 'jq --version' } },
  async build(network) {
    await buildCluster(network, { client: ['192.168.100.10'] }, ['web1', 'web2']);
    const director = network.host('director');
    for (const line of [`-A -t ${VIP}:80 -s rr`, ...[100, 101].map((n) => `-a -t ${VIP}:80 -r 192.168.2.${n} -m`)]) {
      await director.run('ipvsadm', ...line.split(' '));
    }
    await director.sysctl('net.ipv4.ip_forward', 0);
    await director.run('iptables', ...'-A INPUT -p tcp --dport 80 -j DROP'.split(' '));
  },
};
