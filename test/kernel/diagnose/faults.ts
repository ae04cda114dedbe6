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
  /** Set where the clients of the test notice nothing. */
  readonly unnoticed?: true;
}

/** A command on a host. */
export type Typed = readonly [host: string, command: string];

const VIP = '192.168.100.100';
const SERVICE = `tcp:${VIP}:80`;

export const FAULTS: readonly Fault[] = [
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
    mend: [['web2', `ip link set tunl0 up; ip address replace ${VIP}/32 dev tunl0`]],
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
    title: 'every packet is dropped on purpose',
    cluster: 'nat',
    put: [
      ['director', 'sysctl -w net.ipv4.vs.am_droprate=1'],
      ['director', 'sysctl -w net.ipv4.vs.drop_packet=3'],
    ],
    code: 'LVS802',
    objects: ['net.ipv4.vs.drop_packet'],
  },
];
