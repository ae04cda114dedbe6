import type { Host } from './host.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/** The virtual IP address: clients know no other. */
export const VIP = '192.168.100.123';

/**
 * A cluster to which only the table of the director is missing: it forwards, and it is the default gateway of the web
 * servers, as the guide on NAT does in its first section. The servers have 192.168.2.100, .101 and so on.
 *
 * @param clients addresses of each in 192.168.100.0/24, without the prefix length
 * @param ports that every web server listens on
 */
export async function buildCluster(
  network: Network,
  clients: Readonly<Record<string, readonly string[]>>,
  servers: readonly string[],
  ports: readonly number[] = [80],
): Promise<void> {
  const director = await network.addHost('director');
  const outside: [Host, ...string[]][] = [[director, '192.168.100.1/24', `${VIP}/24`]];
  for (const [name, addresses] of Object.entries(clients)) {
    outside.push([await network.addHost(name), ...addresses.map((address) => `${address}/24`)]);
  }
  await network.addSegment(...outside);

  const webs: Host[] = [];
  for (const name of servers) webs.push(await network.addHost(name));
  const inside = webs.map((web, index): [Host, string] => [web, `192.168.2.${100 + index}/24`]);
  await network.addSegment([director, '192.168.2.1/24'], ...inside);

  await director.sysctl('net.ipv4.ip_forward', 1);
  await Promise.all(
    webs.map(async (web) => {
      await web.ip('route add default via 192.168.2.1');
      await startWebServer(web, ...ports);
    }),
  );
}
