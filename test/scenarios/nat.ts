import type { Host } from './host.ts';
import { Network } from './network.ts';
import type { Shares } from './shares.ts';
import { startWebServer, WebClient } from './web.ts';

/** The virtual IP address: clients know no other. */
export const VIP = '192.168.100.123';
export const PAGE = `http://${VIP}/`;

/** LVS by NAT: two web servers behind a director, which is their gateway, and one address to the client. */
export interface NatScenario {
  readonly network: Network;
  readonly director: Host;
  readonly browser: WebClient;
}

/** Builds the network and starts the web servers; what a failure leaves half made is removed. */
export async function buildNat(): Promise<NatScenario> {
  const network = new Network();
  try {
    const client = await network.addHost('client');
    const director = await network.addHost('director');
    const web1 = await network.addHost('web1');
    const web2 = await network.addHost('web2');

    await network.addSegment([client, '192.168.100.10/24'], [director, '192.168.100.1/24', `${VIP}/24`]);
    await network.addSegment([director, '192.168.2.1/24'], [web1, '192.168.2.100/24'], [web2, '192.168.2.101/24']);
    await director.sysctl('net.ipv4.ip_forward', 1);
    for (const web of [web1, web2]) await web.ip('route add default via 192.168.2.1');

    const [browser] = await Promise.all([
      WebClient.start(client),
      startWebServer(web1, 80),
      startWebServer(web2, 80, 8080),
    ]);
    return { network, director, browser };
  } catch (error) {
    network.remove();
    throw error;
  }
}

/** One thing that an administrator does to the running service, and what clients see of it. */
export interface Step {
  readonly title: string;
  /** Why one does this, and what the commands mean. */
  readonly text: string;
  /** Commands on the director, as typed. Each step goes on from where the one before it has left the table. */
  readonly commands: readonly string[];
  /** How the servers share one round of new connections from then on. */
  readonly shares: Shares;
  /** How many of the connections that the client holds open each server has; the first step to have this opens them. */
  readonly held?: Shares;
}

export const NAT_STEPS: readonly Step[] = [
  {
    title: 'Take turns',
    text:
      'A virtual service is an address and port with a scheduler; rr, round robin, takes the servers in turn. ' +
      'Each real server is added to it with -m: masquerading, which is the name of NAT here.',
    commands: [
      `ipvsadm -A -t ${VIP}:80 -s rr`,
      `ipvsadm -a -t ${VIP}:80 -r 192.168.2.100 -m`,
      `ipvsadm -a -t ${VIP}:80 -r 192.168.2.101 -m`,
    ],
    shares: { 'web1:80': 1, 'web2:80': 1 },
  },
  {
    title: 'Give the stronger server more',
    text:
      'web1 can carry three times as much. The weighted scheduler wrr goes by weights; both changes are made ' +
      'while the service runs. The client opens four more connections this time, and keeps them open.',
    commands: [`ipvsadm -E -t ${VIP}:80 -s wrr`, `ipvsadm -e -t ${VIP}:80 -r 192.168.2.100 -m -w 3`],
    shares: { 'web1:80': 3, 'web2:80': 1 },
    held: { 'web1:80': 3, 'web2:80': 1 },
  },
  {
    title: 'Take a server out of service gently',
    text:
      'Weight 0 drains web1: it gets no new connection, and those that are open go on undisturbed until ' +
      'they end. ActiveConn in the listing tells how many are left.',
    commands: [`ipvsadm -e -t ${VIP}:80 -r 192.168.2.100 -m -w 0`],
    shares: { 'web2:80': 1 },
    held: { 'web1:80': 3, 'web2:80': 1 },
  },
  {
    title: 'Replace it, on another port',
    text:
      'web1 is taken out, and a second web server on web2 that listens on port 8080 comes in. NAT can map ' +
      'the port too: clients still ask port 80.',
    commands: [`ipvsadm -d -t ${VIP}:80 -r 192.168.2.100`, `ipvsadm -a -t ${VIP}:80 -r 192.168.2.101:8080 -m -w 2`],
    shares: { 'web2:80': 1, 'web2:8080': 2 },
  },
];

/** Carries a command line out on a host. The words are split at blanks: these command lines quote nothing. */
export function typed(host: Host, line: string): Promise<string> {
  const [program = '', ...words] = line.split(' ');
  return host.run(program, ...words);
}
