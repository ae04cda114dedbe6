import type { Host } from './host.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/** The virtual IP address, the only one that clients know. */
export const VIP = '192.168.100.123';

/**
 * A cluster that lacks only the director's table. The director forwards, and it is the default gateway of the web
 * servers, as in the first section of the NAT guide. The servers have 192.168.2.100, .101 and so on.
 *
 * @param clients names and their addresses in 192.168.100.0/24, without the prefix length
 * @param ports on which every web server listens
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
