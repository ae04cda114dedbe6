import { z } from 'zod';
import type { Host } from './host.ts';
import { links } from './network.ts';
import type { RecordedSource } from './source.ts';

const PROC = '/proc/sys/';

/** Whether connection tracking takes connections whose beginning it has not seen. */
export const LOOSE = 'net/netfilter/nf_conntrack_tcp_loose';

/** Settings of the machine, as paths below /proc/sys. One that this kernel lacks is left out. */
const SINGLE = [
  'net/ipv4/ip_forward',
  'net/ipv4/ip_local_port_range',
  'net/netfilter/nf_conntrack_count',
  'net/netfilter/nf_conntrack_max',
  LOOSE,
  'net/bridge/bridge-nf-call-iptables',
];

/** Settings of each interface, and of all of them. */
const OF_INTERFACES: Readonly<Record<string, readonly string[]>> = {
  ipv4: [
    'rp_filter',
    'accept_local',
    'send_redirects',
    'arp_ignore',
    'arp_announce',
    'proxy_arp',
    'forwarding',
    'route_localnet',
  ],
  ipv6: ['forwarding', 'accept_ra', 'disable_ipv6'],
};

const IPVS_FOLDER = 'net/ipv4/vs';

/** Whether IPVS shows its connections to connection tracking. */
export const CONNTRACK = `${IPVS_FOLDER}/conntrack`;

/** Settings of the kernel by their path below /proc/sys: `net/ipv4/conf/eth0.100/rp_filter`. */
export type Sysctls = Readonly<Record<string, string>>;

/** What sysctl(8) shows, as far as checks look at it. */
export const sysctls: RecordedSource<Sysctls> = {
  name: 'sysctls',
  title: 'the settings of the kernel',
  schema: z.record(z.string(), z.string()),
  read: async (host, get) => {
    const interfaces = ['all', 'default', ...(await get(links)).map(({ name }) => name)];
    const paths = [
      ...SINGLE,
      ...namesIn(host, IPVS_FOLDER).map((name) => `${IPVS_FOLDER}/${name}`),
      ...Object.entries(OF_INTERFACES).flatMap(([family, names]) =>
        interfaces.flatMap((one) => names.map((name) => `net/${family}/conf/${one}/${name}`)),
      ),
    ];
    const values: Record<string, string> = {};
    for (const path of paths) {
      const value = textOf(host, path);
      if (value !== undefined) values[path] = value;
    }
    if (Object.keys(values).length === 0) throw new Error(`nothing can be read below ${PROC}`);
    return values;
  },
};

function namesIn(host: Host, folder: string): string[] {
  try {
    return host.readNames(PROC + folder);
  } catch {
    return [];
  }
}

function textOf(host: Host, path: string): string | undefined {
  try {
    return host.readText(PROC + path).trim();
  } catch {
    return undefined;
  }
}
