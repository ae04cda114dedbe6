import type { ForwardingMethod, ServiceKey } from '../../ipvs/model.ts';
import type { CountedServer } from '../facts/ipvs.ts';
import type { Step } from '../finding.ts';
import { hostBits, ipFor } from './naming.ts';
import type { Network } from './network.ts';
import type { Observed } from './observed.ts';

/** What to look at on a real server that does not answer, by how packets get there. */
export function stepsFor({ key, server, seen }: Observed, network: Network): Step[] {
  const on = server.address;
  const ip = ipFor(on);
  const listening = listeningStep(key, server);
  const virtual = 'address' in key ? key.address : 'VIRTUAL-ADDRESS';
  const bits = hostBits(virtual);
  const address = { on, command: `ip address add ${virtual}/${bits} dev lo`, note: 'it needs the virtual address' };
  const client = seen.clients[0] ?? 'CLIENT';
  const director = network.wayTo(on)?.route?.source ?? 'THIS-MACHINE';
  const steps: Readonly<Record<ForwardingMethod, readonly Step[]>> = {
    masquerade: [
      { on, command: `${ip} route get ${client}`, note: `has to say: via ${director}` },
      {
        on,
        command: `${ip} route replace default via ${director}`,
        note: 'answers have to come back through this machine',
      },
      { on, command: 'nft list ruleset; iptables-save', note: 'does its firewall drop the requests?' },
    ],
    direct: [
      address,
      listening,
      { on, command: 'nft list ruleset; iptables-save', note: 'does its firewall drop the requests?' },
    ],
    tunnel: [
      { on, command: tunnelLine(server), note: 'a device has to unpack the tunnel' },
      address,
      {
        on,
        command: 'sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0',
        note: '0 on the tunnel device',
      },
      listening,
    ],
    local: [listening],
    bypass: [],
  };
  return [...steps[server.forwarding]];
}

/**
 * What helps where the gateway of a server of direct routing is this machine: the kernel takes no packet from outside
 * that has one of its own addresses as the source.
 */
export function backThroughHere({ key, server, seen }: Observed, network: Network): Step[] {
  if (!('address' in key)) return [];
  const client = seen.clients[0] ?? 'CLIENT';
  const link = network.link(network.wayTo(server.address)?.route?.output)?.name ?? 'INTERFACE';
  return [
    {
      on: server.address,
      command: `ip route get ${client} from ${key.address}`,
      note: 'by way of this machine? Then give it another gateway, or let its answers pass here:',
    },
    {
      command: `sysctl -w net.ipv4.ip_forward=1 net.ipv4.conf.all.accept_local=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.${link}.rp_filter=0`,
    },
  ];
}

/** Whether a program listens on a real server. */
export function listeningStep(key: ServiceKey, { address, port }: CountedServer): Step {
  const own = 'port' in key && port === 0 ? key.port : port;
  return { on: address, command: `ss -lnt 'sport = :${own}'`, note: 'does a program listen, on all addresses?' };
}

/** The line that makes a server unpack its tunnel. */
function tunnelLine({ address, tunnel }: CountedServer): string {
  const isIPv6 = address.includes(':');
  if (tunnel?.type === 'gre') {
    return `ip link add gre-ipvs up type ${isIPv6 ? 'ip6gre' : 'gre'} local ${address}`;
  }
  const gue = tunnel?.type === 'gue' ? `; modprobe fou; ip${isIPv6 ? ' -6' : ''} fou add port ${tunnel.port} gue` : '';
  const device = isIPv6
    ? `ip link add ip6-ipvs up type ip6tnl mode any local ${address}`
    : 'modprobe ipip; ip link set tunl0 up';
  return device + gue;
}
