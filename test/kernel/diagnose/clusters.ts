import { DR as DR_GUIDE } from '../../scenarios/dr.ts';
import type { Network } from '../../scenarios/network.ts';
import { startWebServer } from '../../scenarios/web.ts';

/** A cluster that works, until something is broken on purpose. */
export interface Cluster {
  readonly name: string;
  readonly build: (network: Network) => Promise<void>;
  /** What the host `client` asks for. */
  readonly url: string;
  /** How many web servers answer. */
  readonly servers: number;
}

const VIP = '192.168.100.100';

/** Masquerading: the servers have the director as their gateway. */
const NAT: Cluster = {
  name: 'nat',
  url: `http://${VIP}/`,
  servers: 2,
  async build(network) {
    const { client, director, web1, web2 } = await network.addHosts('client', 'director', 'web1', 'web2');
    await network.addSegment([client, '192.168.100.10/24'], [director, '192.168.100.1/24', `${VIP}/32`]);
    await network.addSegment([director, '192.168.2.1/24'], [web1, '192.168.2.100/24'], [web2, '192.168.2.101/24']);
    await director.sysctl('net.ipv4.ip_forward', 1);
    for (const web of [web1, web2]) await web.ip('route add default via 192.168.2.1');
    await Promise.all([web1, web2].map((web) => startWebServer(web, 80)));
    await director.run(
      ...ipvsadm(`-A -t ${VIP}:80 -s rr`, `-a -t ${VIP}:80 -r 192.168.2.100 -m`, `-a -t ${VIP}:80 -r 192.168.2.101 -m`),
    );
  },
};

/** The same in IPv6. */
const NAT6: Cluster = {
  name: 'nat6',
  url: 'http://[2001:db8:100::100]/',
  servers: 2,
  async build(network) {
    const { client, director, web1, web2 } = await network.addHosts('client', 'director', 'web1', 'web2');
    await network.addSegment(
      [client, '2001:db8:100::10/64 nodad'],
      [director, '2001:db8:100::1/64 nodad', '2001:db8:100::100/128 nodad'],
    );
    await network.addSegment(
      [director, '2001:db8:2::1/64 nodad'],
      [web1, '2001:db8:2::64/64 nodad'],
      [web2, '2001:db8:2::65/64 nodad'],
    );
    await director.sysctl('net.ipv6.conf.all.forwarding', 1);
    for (const web of [web1, web2]) await web.ip('route add default via 2001:db8:2::1');
    await Promise.all([web1, web2].map((web) => startWebServer(web, 80)));
    const service = '-t [2001:db8:100::100]:80';
    await director.run(
      ...ipvsadm(
        `-A ${service} -s rr`,
        `-a ${service} -r [2001:db8:2::64]:80 -m`,
        `-a ${service} -r [2001:db8:2::65]:80 -m`,
      ),
    );
  },
};

/** Direct routing, as the guide has it at its end. */
const DR: Cluster = {
  name: 'dr',
  url: `http://${VIP}/`,
  servers: 2,
  async build(network) {
    await DR_GUIDE.build(network);
    const director = network.host('director');
    await director.ip(`address add ${VIP}/32 dev eth0`);
    await network.host('client').ip('route add default via 192.168.100.254');
    for (const web of [network.host('web1'), network.host('web2')]) {
      await web.sysctl('net.ipv4.conf.all.arp_ignore', 1);
      await web.sysctl('net.ipv4.conf.all.arp_announce', 2);
      await web.ip(`address add ${VIP}/32 dev lo`);
    }
    await director.run(
      ...ipvsadm(
        `-A -t ${VIP}:80 -s rr`,
        `-a -t ${VIP}:80 -r 192.168.100.124 -g`,
        `-a -t ${VIP}:80 -r 192.168.100.125 -g`,
      ),
    );
  },
};

/** Tunnels to servers behind a router. */
const TUN: Cluster = {
  name: 'tun',
  url: `http://${VIP}/`,
  servers: 2,
  async build(network) {
    const { client, director, router, web1, web2 } = await network.addHosts(
      'client',
      'director',
      'router',
      'web1',
      'web2',
    );
    await network.addSegment(
      [client, '192.168.100.10/24'],
      [director, '192.168.100.1/24', `${VIP}/32`],
      [router, '192.168.100.254/24'],
    );
    await network.addSegment([router, '10.1.0.254/24'], [web1, '10.1.0.11/24'], [web2, '10.1.0.12/24']);
    await router.sysctl('net.ipv4.ip_forward', 1);
    for (const host of [client, director]) await host.ip('route add default via 192.168.100.254');
    for (const web of [web1, web2]) {
      await web.ip('route add default via 10.1.0.254');
      await web.run('modprobe', 'ipip');
      await web.ip('link set tunl0 up', `address add ${VIP}/32 dev tunl0`);
      await web.sysctl('net.ipv4.conf.tunl0.rp_filter', 2);
    }
    await Promise.all([web1, web2].map((web) => startWebServer(web, 80)));
    await director.run(
      ...ipvsadm(`-A -t ${VIP}:80 -s rr`, `-a -t ${VIP}:80 -r 10.1.0.11 -i`, `-a -t ${VIP}:80 -r 10.1.0.12 -i`),
    );
  },
};

/** Masquerading with the director's own address as the source, so that the servers need no route by it. */
const FULLNAT: Cluster = {
  name: 'fullnat',
  url: `http://${VIP}/`,
  servers: 2,
  async build(network) {
    await NAT.build(network);
    for (const name of ['web1', 'web2']) await network.host(name).ip('route delete default');
    const director = network.host('director');
    await director.sysctl('net.ipv4.vs.conntrack', 1);
    await director.run('sh', '-c', `iptables -t nat -A POSTROUTING -m ipvs --vaddr ${VIP} -j MASQUERADE`);
  },
};

/** A firewall mark and direct routing. The virtual address is on no interface of the director, and routed local. */
const FWMARK: Cluster = {
  name: 'fwmark',
  url: `http://${VIP}/`,
  servers: 2,
  async build(network) {
    await DR.build(network);
    const director = network.host('director');
    await director.run('ipvsadm', '-C');
    await director.ip(
      `address delete ${VIP}/32 dev eth0`,
      'rule add fwmark 10 lookup 100',
      'route add local 0.0.0.0/0 dev lo table 100',
    );
    await network.host('client').ip(`route add ${VIP} via 192.168.100.1`);
    await director.run(
      'sh',
      '-c',
      `iptables -t mangle -A PREROUTING -d ${VIP} -p tcp --dport 80 -j MARK --set-mark 10`,
    );
    await director.run(
      ...ipvsadm('-A -f 10 -s rr', '-a -f 10 -r 192.168.100.124 -g', '-a -f 10 -r 192.168.100.125 -g'),
    );
  },
};

/** Masquerading behind a firewall that drops all that it need not let through. */
const STRICT: Cluster = {
  name: 'strict',
  url: `http://${VIP}/`,
  servers: 2,
  async build(network) {
    await NAT.build(network);
    await network.host('director').run(
      'sh',
      '-ec',
      `iptables -A INPUT -i lo -j ACCEPT
      iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
      iptables -N services
      iptables -A services -p tcp -m multiport --dports 80,443 -j ACCEPT
      iptables -A INPUT -d ${VIP} -j services
      iptables -P INPUT DROP
      iptables -A FORWARD -s 192.168.2.0/24 -p tcp --sport 80 -j ACCEPT
      iptables -P FORWARD DROP
      iptables -A OUTPUT -o lo -j ACCEPT
      iptables -A OUTPUT -d 192.168.2.0/24 -j ACCEPT
      iptables -P OUTPUT DROP`,
    );
  },
};

/** Masquerading with one interface: the clients are behind a router in the network of the servers. */
const ONE_ARMED: Cluster = {
  name: 'one-armed',
  url: 'http://192.168.2.200/',
  servers: 2,
  async build(network) {
    const { client, router, director, web1, web2 } = await network.addHosts(
      'client',
      'router',
      'director',
      'web1',
      'web2',
    );
    await network.addSegment([client, '192.168.100.10/24'], [router, '192.168.100.1/24']);
    await network.addSegment(
      [router, '192.168.2.254/24'],
      [director, '192.168.2.1/24', '192.168.2.200/32'],
      [web1, '192.168.2.100/24'],
      [web2, '192.168.2.101/24'],
    );
    await router.sysctl('net.ipv4.ip_forward', 1);
    await client.ip('route add default via 192.168.100.1');
    await director.ip('route add default via 192.168.2.254');
    await director.sysctl('net.ipv4.ip_forward', 1);
    for (const web of [web1, web2]) await web.ip('route add default via 192.168.2.1');
    await Promise.all([web1, web2].map((web) => startWebServer(web, 80)));
    const service = '-t 192.168.2.200:80';
    await director.run(
      ...ipvsadm(`-A ${service} -s rr`, `-a ${service} -r 192.168.2.100 -m`, `-a ${service} -r 192.168.2.101 -m`),
    );
  },
};

export const CLUSTERS: readonly Cluster[] = [NAT, NAT6, DR, TUN, FULLNAT, FWMARK, STRICT, ONE_ARMED];

/** A command line that makes changes. */
const ipvsadm = (...lines: readonly string[]): [string, ...string[]] => [
  'sh',
  '-c',
  `ipvsadm -R <<'END'\n${lines.join('\n')}\nEND\n`,
];
