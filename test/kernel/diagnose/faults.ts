/** What is broken on purpose, and what `--diagnose` has to say of it. */
export interface Fault {
  readonly title: string;
  /** Name of the cluster that it is put into. */
  readonly cluster: string;
  /** Commands that break it. */
  readonly put: readonly Typed[];
  readonly code: string;
  /** The objects that findings with this code have to name, all of them. */
  readonly objects: readonly string[];
  /**
   * Commands that mend it. Absent where those of the findings do: that is the rule. Of these, the ones with capitals in
   * place of a value cannot be typed.
   */
  readonly mend?: readonly Typed[];
  /** Set where the cluster is not as before when it is mended: the next fault is put into a new one. */
  readonly leaves?: true;
  /** Set where the clients of the test notice nothing. */
  readonly unnoticed?: true;
  /** Set where the diagnosis may send packets. */
  readonly probe?: true;
  /** Set where only clients notice that send more than fits into a packet. */
  readonly upload?: true;
  /** The host that makes the requests. Absent for `client`. */
  readonly client?: string;
  /** The host on which the diagnosis is made. Absent for the director. */
  readonly on?: string;
}

/** A command on a host. */
export type Typed = readonly [host: string, command: string];

const VIP = '192.168.100.100';
const SERVICE = `tcp:${VIP}:80`;

export const FAULTS: readonly Fault[] = [
  {
    title: 'a server refuses connections',
    cluster: 'nat',
    put: [
      ['web1', 'iptables -A INPUT -p tcp --dport 80 -j REJECT --reject-with tcp-reset'],
      ['client', `for i in $(seq 60); do curl -sm 1 http://${VIP}/; done; true`],
    ],
    code: 'LVS309',
    objects: [`${SERVICE}/192.168.2.100:80`],
    mend: [['web1', 'iptables -F INPUT']],
  },
  {
    title: 'a server refuses connections, and is asked',
    cluster: 'nat',
    probe: true,
    put: [['web1', 'iptables -A INPUT -p tcp --dport 80 -j REJECT --reject-with tcp-reset']],
    code: 'LVS311',
    objects: [`${SERVICE}/192.168.2.100:80`],
    mend: [['web1', 'iptables -F INPUT']],
  },
  {
    title: 'a server without the virtual address is asked',
    cluster: 'dr',
    probe: true,
    put: [['web1', `ip address delete ${VIP}/32 dev lo`]],
    code: 'LVS312',
    objects: [`${SERVICE}/192.168.100.124:80`],
  },
  {
    title: 'a server of direct routing that drops all is asked',
    cluster: 'dr',
    probe: true,
    put: [['web1', 'iptables -A INPUT -p tcp --dport 80 -j DROP']],
    code: 'LVS313',
    objects: [`${SERVICE}/192.168.100.124:80`],
    mend: [['web1', 'iptables -F INPUT']],
  },
  {
    title: 'a real server answers ARP, as is seen from the director',
    cluster: 'dr',
    probe: true,
    put: [['web1', 'sysctl -w net.ipv4.conf.all.arp_ignore=0']],
    code: 'LVS107',
    objects: [`${SERVICE}/192.168.100.124:80`],
    unnoticed: true,
  },
  {
    title: 'another machine has the virtual address',
    cluster: 'dr',
    probe: true,
    put: [
      ['router', `ip address add ${VIP}/32 dev eth0; sleep 1; arping -c 1 -U -I eth0 ${VIP}`],
      ['director', 'curl -sm 1 http://192.168.100.254/; true'],
    ],
    code: 'LVS108',
    objects: [SERVICE],
  },
  {
    title: 'a router loses long packets without a word',
    cluster: 'tun',
    leaves: true,
    probe: true,
    upload: true,
    put: [
      ['router', 'ip link set eth1 mtu 1400'],
      ['router', 'iptables -A OUTPUT -p icmp --icmp-type fragmentation-needed -j DROP'],
    ],
    code: 'LVS501',
    objects: [`${SERVICE}/10.1.0.11:80`, `${SERVICE}/10.1.0.12:80`],
  },
  {
    title: 'nothing on the director listens where it is a server itself',
    cluster: 'nat',
    put: [['director', `ipvsadm -a -t ${VIP}:80 -r 192.168.100.1:80 -m`]],
    code: 'LVS310',
    objects: [`${SERVICE}/192.168.100.1:80`],
    mend: [['director', `ipvsadm -d -t ${VIP}:80 -r 192.168.100.1:80`]],
  },
  {
    title: 'a server is a client of its own service',
    cluster: 'nat',
    leaves: true,
    client: 'web2',
    put: [],
    code: 'LVS306',
    objects: [`${SERVICE}/192.168.2.100:80`, `${SERVICE}/192.168.2.101:80`],
  },
  {
    title: 'there is no route back to the client',
    cluster: 'nat',
    put: [['director', 'ip route add unreachable 192.168.100.10/32']],
    code: 'LVS316',
    objects: [`${SERVICE}/192.168.2.100:80`, `${SERVICE}/192.168.2.101:80`],
    mend: [['director', 'ip route delete unreachable 192.168.100.10/32']],
  },
  {
    title: 'a real server has the virtual address with the prefix of its network',
    cluster: 'dr',
    on: 'web1',
    put: [['web1', `ip address delete ${VIP}/32 dev lo; ip address add ${VIP}/24 dev lo`]],
    code: 'LVS906',
    objects: ['lo'],
  },
  {
    title: 'the tunnel device of a real server is down',
    cluster: 'tun',
    on: 'web1',
    put: [['web1', 'ip link set tunl0 down']],
    code: 'LVS905',
    objects: ['tunl0'],
  },
  {
    title: 'answers of direct routing come back to the director',
    cluster: 'dr',
    put: [['web1', 'ip route add 192.168.100.10/32 via 192.168.100.1']],
    code: 'LVS308',
    objects: [`${SERVICE}/192.168.100.124:80`],
  },
  {
    title: 'the virtual address is on no interface',
    cluster: 'nat',
    put: [['director', `ip address delete ${VIP}/32 dev eth0`]],
    code: 'LVS101',
    objects: [SERVICE],
  },
  {
    title: 'the virtual IPv6 address is on no interface',
    cluster: 'nat6',
    put: [['director', 'ip address delete 2001:db8:100::100/128 dev eth0']],
    code: 'LVS101',
    objects: ['tcp:[2001:db8:100::100]:80'],
  },
  {
    title: 'another host has the virtual IPv6 address',
    cluster: 'nat6',
    put: [
      ['client', 'ip address add 2001:db8:100::100/128 dev eth0 nodad'],
      ['director', 'ip address delete 2001:db8:100::100/128 dev eth0'],
      ['director', 'ip address add 2001:db8:100::100/128 dev eth0; sleep 3'],
      ['client', 'ip address delete 2001:db8:100::100/128 dev eth0'],
    ],
    code: 'LVS102',
    objects: ['tcp:[2001:db8:100::100]:80'],
  },
  {
    title: 'the director hides the virtual address as a real server does',
    cluster: 'dr',
    put: [
      ['director', `ip address delete ${VIP}/32 dev eth0`],
      ['director', `ip address add ${VIP}/32 dev lo`],
      ['director', 'sysctl -w net.ipv4.conf.all.arp_ignore=1'],
      ['client', 'ip neigh flush dev eth0'],
    ],
    code: 'LVS103',
    objects: [SERVICE],
  },
  {
    title: 'the service has no servers',
    cluster: 'nat',
    put: [
      ['director', `ipvsadm -d -t ${VIP}:80 -r 192.168.2.100:80`],
      ['director', `ipvsadm -d -t ${VIP}:80 -r 192.168.2.101:80`],
    ],
    code: 'LVS201',
    objects: [SERVICE],
    mend: [
      ['director', `ipvsadm -a -t ${VIP}:80 -r 192.168.2.100:80 -m`],
      ['director', `ipvsadm -a -t ${VIP}:80 -r 192.168.2.101:80 -m`],
    ],
  },
  {
    title: 'all weights are 0',
    cluster: 'dr',
    put: [
      ['director', `ipvsadm -e -t ${VIP}:80 -r 192.168.100.124 -g -w 0`],
      ['director', `ipvsadm -e -t ${VIP}:80 -r 192.168.100.125 -g -w 0`],
    ],
    code: 'LVS202',
    objects: [SERVICE],
  },
  {
    title: 'forwarding is off',
    cluster: 'nat',
    put: [['director', 'sysctl -w net.ipv4.ip_forward=0']],
    code: 'LVS301',
    objects: ['net.ipv4.ip_forward'],
  },
  {
    title: 'forwarding is off for one interface',
    cluster: 'nat',
    put: [['director', 'sysctl -w net.ipv4.conf.eth1.forwarding=0']],
    code: 'LVS301',
    objects: ['net.ipv4.conf.eth1.forwarding'],
  },
  {
    title: 'IPv6 forwarding is off',
    cluster: 'nat6',
    leaves: true,
    put: [['director', 'sysctl -w net.ipv6.conf.all.forwarding=0']],
    code: 'LVS301',
    objects: ['net.ipv6.conf.all.forwarding'],
  },
  {
    title: 'there is no route to the servers',
    cluster: 'tun',
    put: [['director', 'ip route delete default']],
    code: 'LVS302',
    objects: [`${SERVICE}/10.1.0.11:80`, `${SERVICE}/10.1.0.12:80`],
    mend: [['director', 'ip route add default via 192.168.100.254']],
  },
  {
    title: 'a server is off',
    cluster: 'nat',
    put: [
      ['web1', 'ip link set eth0 down'],
      ['director', 'ip neigh flush dev eth1'],
    ],
    code: 'LVS303',
    objects: [`${SERVICE}/192.168.2.100:80`],
    mend: [
      ['web1', 'ip link set eth0 up; ip route add default via 192.168.2.1'],
      ['director', 'ip neigh flush dev eth1'],
    ],
  },
  {
    title: 'a server of direct routing is behind a router',
    cluster: 'dr',
    put: [
      ['director', `ipvsadm -a -t ${VIP}:80 -r 10.0.0.3 -g`],
      ['web3', `ip address add ${VIP}/32 dev lo`],
    ],
    code: 'LVS401',
    objects: [`${SERVICE}/10.0.0.3:80`],
  },
  {
    title: 'a server has another gateway',
    cluster: 'nat',
    put: [['web1', 'ip route replace default via 192.168.2.101']],
    code: 'LVS308',
    objects: [`${SERVICE}/192.168.2.100:80`],
  },
  {
    title: 'a server lacks the virtual address',
    cluster: 'dr',
    put: [['web1', `ip address delete ${VIP}/32 dev lo`]],
    code: 'LVS308',
    objects: [`${SERVICE}/192.168.100.124:80`],
  },
  {
    title: 'the tunnel of a server is down',
    cluster: 'tun',
    put: [['web2', 'ip link set tunl0 down']],
    code: 'LVS308',
    objects: [`${SERVICE}/10.1.0.12:80`],
  },
  {
    title: 'no rule sets the mark',
    cluster: 'fwmark',
    put: [['director', 'iptables -t mangle -F']],
    code: 'LVS104',
    objects: ['fwmark:10'],
    mend: [['director', `iptables -t mangle -A PREROUTING -d ${VIP} -p tcp --dport 80 -j MARK --set-mark 10`]],
  },
  {
    title: 'nothing leads marked packets to this machine',
    cluster: 'fwmark',
    put: [
      ['director', 'ip rule delete fwmark 10 lookup 100'],
      ['director', 'ip route flush table 100'],
    ],
    code: 'LVS105',
    objects: ['fwmark:10'],
  },
  {
    title: 'the firewall drops requests by a rule',
    cluster: 'nat',
    put: [['director', 'iptables -A INPUT -p tcp --dport 80 -j DROP']],
    code: 'LVS601',
    objects: [SERVICE],
  },
  {
    title: 'the firewall drops requests by its policy',
    cluster: 'nat',
    put: [['director', 'iptables -F INPUT; iptables -A INPUT -p tcp --dport 22 -j ACCEPT; iptables -P INPUT DROP']],
    code: 'LVS601',
    objects: [SERVICE],
  },
  {
    title: 'the firewall drops packets that have the mark',
    cluster: 'fwmark',
    put: [['director', 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT; iptables -P INPUT DROP']],
    code: 'LVS601',
    objects: ['fwmark:10'],
  },
  {
    title: 'the firewall drops answers by its policy',
    cluster: 'nat',
    put: [['director', 'iptables -P FORWARD DROP']],
    code: 'LVS602',
    objects: [`${SERVICE}/192.168.2.100:80`, `${SERVICE}/192.168.2.101:80`],
  },
  {
    title: 'the firewall lets only answers through that it has tracked',
    cluster: 'nat',
    put: [
      ['director', 'iptables -F FORWARD; iptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT'],
      ['director', 'iptables -P FORWARD DROP'],
    ],
    code: 'LVS602',
    objects: [`${SERVICE}/192.168.2.100:80`, `${SERVICE}/192.168.2.101:80`],
  },
  {
    title: 'the firewall drops what it has not tracked',
    cluster: 'nat',
    leaves: true,
    put: [
      ['director', 'iptables -P FORWARD ACCEPT; iptables -F FORWARD'],
      ['director', 'iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP'],
    ],
    code: 'LVS602',
    objects: [`${SERVICE}/192.168.2.100:80`, `${SERVICE}/192.168.2.101:80`],
  },
  {
    title: 'the firewall drops what is sent to the servers',
    cluster: 'dr',
    put: [['director', `iptables -A OUTPUT -d ${VIP} -p tcp -j DROP`]],
    code: 'LVS603',
    objects: [`${SERVICE}/192.168.100.124:80`, `${SERVICE}/192.168.100.125:80`],
  },
  {
    title: 'the firewall drops tunnels',
    cluster: 'tun',
    put: [['director', 'iptables -A OUTPUT -p 4 -j DROP']],
    code: 'LVS603',
    objects: [`${SERVICE}/10.1.0.11:80`, `${SERVICE}/10.1.0.12:80`],
  },
  {
    title: 'the firewall drops what it takes for invalid, with direct routing that is tracked',
    cluster: 'dr',
    leaves: true,
    put: [
      ['director', 'iptables -A INPUT -m conntrack --ctstate INVALID -j DROP'],
      ['director', 'sysctl -w net.ipv4.vs.conntrack=1'],
    ],
    code: 'LVS607',
    objects: [SERVICE],
  },
  {
    title: 'the firewall drops what it takes for invalid, with tunnels whose tracking is strict',
    cluster: 'tun',
    leaves: true,
    put: [
      ['director', 'iptables -A INPUT -m conntrack --ctstate INVALID -j DROP'],
      ['director', 'sysctl -w net.netfilter.nf_conntrack_tcp_loose=0'],
    ],
    code: 'LVS607',
    objects: [SERVICE],
  },
  {
    title: 'the firewall changes the destination',
    cluster: 'nat',
    put: [
      [
        'director',
        `iptables -t nat -A PREROUTING -d ${VIP}/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.100.1:81`,
      ],
    ],
    code: 'LVS604',
    objects: [SERVICE],
  },
  {
    title: 'sources are to be translated without connection tracking',
    cluster: 'fullnat',
    put: [['director', 'sysctl -w net.ipv4.vs.conntrack=0; sleep 1']],
    code: 'LVS605',
    objects: [SERVICE],
  },
  {
    title: 'the way back to the client is another one',
    cluster: 'dr',
    put: [
      ['client', `curl -sm 2 http://${VIP}/`],
      ['client', `ip neigh replace ${VIP} lladdr $(ip neigh show ${VIP} | grep -o "..:..:..:..:..:..") dev eth0`],
      ['director', 'ip link add d0 up type dummy; ip route add 192.168.100.10/32 dev d0'],
      ['director', 'sysctl -w net.ipv4.conf.all.rp_filter=1'],
      ['client', `for i in $(seq 300); do curl -sm 1 http://${VIP}/; done &`],
    ],
    code: 'LVS106',
    objects: ['net.ipv4.conf.all.rp_filter'],
  },
  {
    title: 'a client of the hashing scheduler meets a drained server',
    cluster: 'nat',
    put: [
      ['director', `ipvsadm -E -t ${VIP}:80 -s sh -b sh-port`],
      ['director', `ipvsadm -e -t ${VIP}:80 -r 192.168.2.100 -m -w 0`],
    ],
    code: 'LVS204',
    objects: [SERVICE],
  },
  {
    title: 'known clients of a drained server keep coming',
    cluster: 'nat6',
    put: [
      ['director', 'ipvsadm -E -t [2001:db8:100::100]:80 -s rr -p 360'],
      ['director', 'ipvsadm -d -t [2001:db8:100::100]:80 -r [2001:db8:2::65]:80'],
      ['client', 'curl -gs http://[2001:db8:100::100]/'],
      ['director', 'ipvsadm -a -t [2001:db8:100::100]:80 -r [2001:db8:2::65]:80 -m'],
      ['director', 'ipvsadm -e -t [2001:db8:100::100]:80 -r [2001:db8:2::64]:80 -m -w 0'],
    ],
    code: 'LVS205',
    objects: ['tcp:[2001:db8:100::100]:80/[2001:db8:2::64]:80'],
    unnoticed: true,
  },
  {
    title: 'a server is deleted under its connections',
    cluster: 'strict',
    put: [
      ['client', `for i in 1 2 3 4; do curl -s http://${VIP}/seconds/600 & done; sleep 2 &`],
      ['director', `sleep 2; ipvsadm -d -t ${VIP}:80 -r 192.168.2.100:80`],
    ],
    code: 'LVS206',
    objects: [`${SERVICE}/192.168.2.100:80`],
    unnoticed: true,
  },
  {
    title: 'all servers have reached their thresholds',
    cluster: 'fwmark',
    put: [
      ['client', `curl -s 'http://${VIP}/?[1-8]'`],
      ['director', 'ipvsadm -e -f 10 -r 192.168.100.124 -g -x 2; ipvsadm -e -f 10 -r 192.168.100.125 -g -x 2'],
    ],
    code: 'LVS203',
    objects: ['fwmark:10'],
  },
  {
    title: 'a real server may announce the address',
    cluster: 'dr',
    on: 'web2',
    put: [['web2', 'sysctl -w net.ipv4.conf.all.arp_announce=0']],
    code: 'LVS902',
    objects: ['eth0'],
    unnoticed: true,
  },
  {
    title: 'a real server answers ARP',
    cluster: 'dr',
    on: 'web1',
    put: [['web1', 'sysctl -w net.ipv4.conf.all.arp_ignore=0']],
    code: 'LVS901',
    objects: ['eth0'],
    unnoticed: true,
  },
  {
    title: 'a real server drops what comes out of its tunnel',
    cluster: 'tun',
    on: 'web1',
    put: [['web1', 'sysctl -w net.ipv4.conf.tunl0.rp_filter=1']],
    code: 'LVS903',
    objects: ['tunl0'],
  },
  {
    title: 'the director is a backup and balances nothing',
    cluster: 'nat',
    put: [
      ['director', 'ipvsadm --start-daemon backup --mcast-interface eth0 --syncid 1'],
      ['director', 'sysctl -w net.ipv4.vs.backup_only=1'],
    ],
    code: 'LVS701',
    objects: ['net.ipv4.vs.backup_only'],
  },
  {
    title: 'the interface of the sync daemon is down',
    cluster: 'fullnat',
    put: [
      ['director', 'ip link add d1 up type dummy; ip address add 10.77.0.1/24 dev d1; ip link set d1 multicast on'],
      ['director', 'ipvsadm --start-daemon master --mcast-interface d1 --syncid 1; ip link set d1 down'],
    ],
    code: 'LVS702',
    objects: ['daemon:master'],
    unnoticed: true,
  },
  {
    title: 'every packet is dropped on purpose',
    cluster: 'nat',
    put: [
      ['director', 'sysctl -w net.ipv4.vs.am_droprate=1'],
      ['director', 'sysctl -w net.ipv4.vs.drop_packet=3'],
    ],
    code: 'LVS802',
    objects: ['net.ipv4.vs.drop_packet'],
  },
  {
    title: 'a service of a mark takes the packets',
    cluster: 'nat',
    put: [
      ['director', 'ipvsadm -A -f 10 -s rr; ipvsadm -a -f 10 -r 192.168.2.100:81 -m'],
      ['director', `iptables -t mangle -A PREROUTING -d ${VIP} -p tcp --dport 80 -j MARK --set-mark 10`],
    ],
    code: 'LVS208',
    objects: [SERVICE],
  },
  {
    title: 'a service of FTP is not persistent',
    cluster: 'dr',
    put: [['director', `ipvsadm -A -t ${VIP}:21 -s rr; ipvsadm -a -t ${VIP}:21 -r 192.168.100.124 -g`]],
    code: 'LVS210',
    objects: [`tcp:${VIP}:21`],
    unnoticed: true,
  },
  {
    title: 'the firewall drops the messages of a master',
    cluster: 'strict',
    put: [['director', 'ipvsadm --start-daemon master --mcast-interface eth1 --syncid 1']],
    code: 'LVS704',
    objects: ['daemon:master'],
    unnoticed: true,
  },
  {
    title: 'a backup learns of persistence alone',
    cluster: 'nat',
    put: [
      ['director', `ipvsadm -E -t ${VIP}:80 -s rr -p 360; sysctl -w net.ipv4.vs.sync_persist_mode=1`],
      ['director', 'ipvsadm --start-daemon backup --mcast-interface eth1 --syncid 1'],
    ],
    code: 'LVS705',
    objects: ['net.ipv4.vs.sloppy_tcp'],
    unnoticed: true,
  },
  {
    title: 'answers are not routed by the virtual address',
    cluster: 'nat',
    put: [
      ['director', 'ip link add d2 up type dummy; ip route add 192.168.100.10/32 dev d2'],
      ['director', `ip rule add from ${VIP} lookup 200; ip route add 192.168.100.0/24 dev eth0 table 200`],
      ['director', 'sysctl -w net.ipv4.vs.snat_reroute=0'],
    ],
    code: 'LVS805',
    objects: ['net.ipv4.vs.snat_reroute'],
  },
];

/** Checks without a fault in these clusters, and why. Their recorded hosts are all that tests them. */
export const WITHOUT_FAULT: Readonly<Record<string, string>> = {
  LVS209: 'the module is loaded for all network namespaces',
  LVS211: 'its findings do not change the exit status',
  LVS304: 'the other end of a virtual cable cannot be pulled without its interface',
  LVS305: 'no guide has such a cluster yet',
  LVS307: 'a loop needs two directors',
  LVS606: 'the limit is of the whole machine',
  LVS801: 'the module is loaded for all network namespaces',
  LVS803: 'the kernels of the lab are newer',
  LVS804: 'two managers cannot be started in a test of seconds',
  LVS806: 'it breaks no traffic, and its findings do not change the exit status',
  LVS807: 'it takes more connections than a test of seconds can make',
  LVS808: 'its findings do not change the exit status',
  LVS809: 'its findings do not change the exit status',
  LVS904: 'the web servers of the tests listen on all addresses',
};
