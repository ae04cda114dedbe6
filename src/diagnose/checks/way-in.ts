import type { AddressServiceKey } from '../../ipvs/model.ts';
import { type Check, check } from '../check.ts';
import { type Entry, ipvs } from '../facts/ipvs.ts';
import { owners } from '../facts/owners.ts';
import { questionLine } from '../facts/routes.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Evidence, Found } from '../finding.ts';
import { hostBits } from '../views/naming.ts';
import { type Network, network, wayText } from '../views/network.ts';
import { largerOf, settingEvidence } from '../views/settings.ts';
import { isStandby } from '../views/standby.ts';
import { traffic } from '../views/traffic.ts';

/** Programs that tell routers where an address is: then nobody asks for it by ARP. */
const ROUTERS = ['bird', 'bird6', 'zebra', 'bgpd', 'ospfd', 'exabgp', 'gobgpd', 'kube-router'];

/** The interface of kube-proxy. It holds addresses that others announce. */
const KUBE_INTERFACE = 'kube-ipvs0';

const keysOf = (entries: readonly Entry[]): { readonly entry: Entry; readonly key: AddressServiceKey }[] =>
  entries.flatMap((entry) => ('address' in entry.service.key ? [{ entry, key: entry.service.key }] : []));

export const WAY_IN: readonly Check[] = [
  check({
    code: 'LVS101',
    name: 'virtual-address-not-local',
    severity: 'error',
    title: 'The virtual address is no address of this machine',
    meaning: 'Clients get no answer, or that of another machine. All counters of the service stay 0.',
    reason:
      'IPVS sees only the packets that the kernel takes as its own (the hook LOCAL_IN). Packets for an address that ' +
      'the machine does not have are forwarded or dropped before that.',
    remedy:
      'Give the address to an interface, with the prefix length of a single address. Where VRRP moves the address, see ' +
      'why this director does not have it.',
    ignore:
      'On a director that waits for another one to fail, and has no sync daemon and no VRRP daemon by which this could ' +
      'be seen.',
    right: 'virtual addresses are addresses of this machine',
    needs: { ipvs, network, owners, traffic },
    *find({ ipvs, network, owners, traffic }): Generator<Found> {
      if (isStandby(ipvs, owners)) return;
      for (const { entry, key } of keysOf(ipvs.entries)) {
        if (network.isLocal(key.address)) continue;
        const flows = traffic.ofService(entry).opened.count > 0;
        yield {
          subject: { service: key },
          severity: flows ? 'warning' : 'error',
          what: `${key.address} is no address of this machine, so IPVS does not see its packets${
            flows ? '; the connections that it has are older, or of this machine itself' : ''
          }`,
          evidence: notLocal(key.address, network),
          fix: [{ command: addressLine(key.address, network) }],
          lasting: 'put the address into the configuration of the network, or into virtual_ipaddress of keepalived',
        };
      }
    },
  }),
  check({
    code: 'LVS102',
    name: 'virtual-address-not-usable',
    severity: 'error',
    title: 'The virtual IPv6 address is not in use, because it may be or is a duplicate',
    meaning: 'The machine does not answer for the address, so clients do not find it.',
    reason:
      'The kernel asks the network whether another host has an IPv6 address before it uses it (duplicate address ' +
      'detection). Until nobody has answered the address is tentative; after an answer it stays unused.',
    remedy:
      'See which other host has the address, and remove it there. Real servers have the virtual address on lo, where ' +
      'nobody is asked. Then delete the address here and add it again.',
    ignore: 'Never for long: an address is tentative for about a second after it is added.',
    right: 'virtual IPv6 addresses are in use',
    needs: { ipvs, network },
    *find({ ipvs, network }): Generator<Found> {
      for (const { key } of keysOf(ipvs.entries)) {
        const bad = network.holders(key.address).find(({ duplicate, tentative }) => duplicate || tentative);
        const link = network.link(bad?.index);
        if (bad === undefined || link === undefined) continue;
        const state = bad.duplicate ? 'dadfailed' : 'tentative';
        const word = `${key.address}/${bad.prefixLength} dev ${link.name}`;
        yield {
          subject: { service: key },
          severity: bad.duplicate ? 'error' : 'warning',
          what: bad.duplicate
            ? `another host has ${key.address}, so this one does not use it`
            : `${key.address} is not in use yet: the kernel asks whether another host has it`,
          evidence: [{ from: `ip -6 address show dev ${link.name}`, value: `${key.address} ${state}` }],
          fix: [{ command: `ip -6 address delete ${word}; ip -6 address add ${word} nodad` }],
          lasting: 'remove the address from the other host, or add it with nodad in the configuration of the network',
        };
      }
    },
  }),
  check({
    code: 'LVS103',
    name: 'virtual-address-not-announced',
    severity: 'warning',
    title: 'Nobody answers for the virtual address',
    meaning: 'Clients and routers of the network ask for the address by ARP, and this machine does not answer.',
    reason:
      'The address is on lo or on a dummy interface, and arp_ignore makes the kernel answer only for addresses of the ' +
      'interface that the question came by. arp_ignore belongs on real servers.',
    remedy: 'Put the address on the interface of its network, or set arp_ignore to 0.',
    ignore: 'Where a router has a route for the address to this machine, so that nobody asks for it.',
    right: 'this machine answers for the virtual addresses of its networks',
    needs: { ipvs, network, owners, sysctls },
    *find({ ipvs, network, owners, sysctls }): Generator<Found> {
      if (isStandby(ipvs, owners) || owners.some((name) => ROUTERS.includes(name))) return;
      for (const { key } of keysOf(ipvs.entries)) {
        const holders = network.holders(key.address).map(({ index }) => network.link(index));
        const isHidden = (link: (typeof holders)[number]) => link?.loopback || link?.kind === 'dummy';
        if (holders.length === 0 || !holders.every(isHidden)) continue;
        if (holders.some((link) => link?.name === KUBE_INTERFACE) || key.address.includes(':')) continue;
        const silent = network.onLink(key.address).find(({ name }) => largerOf(sysctls, 'arp_ignore', name) > 0);
        if (silent === undefined) continue;
        const paths = ['all', silent.name].map((name) => `net/ipv4/conf/${name}/arp_ignore`);
        yield {
          subject: { service: key },
          what: `${key.address} is on ${holders[0]?.name} only, and ${silent.name} does not answer ARP for it`,
          evidence: paths.map((path) => settingEvidence(path, sysctls)),
          fix: [{ command: `ip address add ${key.address}/32 dev ${silent.name}` }],
          lasting: `put the address on ${silent.name} in the configuration of the network`,
        };
      }
    },
  }),
];

function notLocal(address: string, network: Network): Evidence[] {
  const way = network.wayTo(address);
  return way === undefined ? [] : [{ from: questionLine(way), value: wayText(way, network) }];
}

/** The line that adds an address to the interface of its network; to lo, where it is of none. */
function addressLine(address: string, network: Network): string {
  const link = network.onLink(address)[0]?.name ?? 'lo';
  return `ip address add ${address}/${hostBits(address)} dev ${link}${address.includes(':') ? ' nodad' : ''}`;
}
