import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { ALL_ADDRESSES, listeners } from '../facts/listeners.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { isLoopback, PrefixIndex } from '../prefix.ts';
import { network } from '../views/network.ts';
import { virtualAddresses } from '../views/real-server.ts';
import { largerOf, lastingSetting, setStep, settingEvidence } from '../views/settings.ts';

const IGNORE = 'net/ipv4/conf/all/arp_ignore';
const ANNOUNCE = 'net/ipv4/conf/all/arp_announce';

/** The value of arp_announce by which the best address of the interface is taken, never a virtual one. */
const BEST = 2;

/** Length of the prefix of one address. */
const HOST = 32;

/** Kinds of devices that unpack tunnels. */
const TUNNELS = ['ipip', 'gre', 'sit'];

export const REAL_SERVER: readonly Check[] = [
  check({
    code: 'LVS901',
    name: 'real-server-answers-arp',
    severity: 'error',
    title: 'This real server answers ARP for the virtual address',
    meaning: 'Clients and routers may find this machine in place of the director, and go past it.',
    reason:
      'A machine answers ARP for all of its addresses, on any interface, unless arp_ignore is 1 or more: then only for ' +
      'those of the interface that the question came by.',
    remedy: 'Set arp_ignore to 1 and arp_announce to 2, before the address is added.',
    ignore: 'On a machine that is no real server of direct routing, and has the address on lo for another purpose.',
    right: 'this real server does not answer ARP for virtual addresses',
    needs: { ipvs, network, sysctls },
    *find({ ipvs, network, sysctls }): Generator<Found> {
      for (const address of virtualAddresses(ipvs, network)) {
        const link = network.onLink(address).find(({ name }) => largerOf(sysctls, 'arp_ignore', name) === 0);
        if (link === undefined) continue;
        yield {
          subject: { interface: link.name },
          what: `${link.name} answers ARP for ${address}, which looks like the virtual address of a director`,
          evidence: [
            settingEvidence(IGNORE, sysctls),
            settingEvidence(`net/ipv4/conf/${link.name}/arp_ignore`, sysctls),
          ],
          fix: [setStep(IGNORE, 1), setStep(ANNOUNCE, BEST)],
          lasting: lastingSetting([IGNORE, 1], [ANNOUNCE, BEST]),
        };
      }
    },
  }),
  check({
    code: 'LVS902',
    name: 'real-server-announces-address',
    severity: 'warning',
    title: 'This real server may announce the virtual address by its own questions',
    meaning: 'Now and then clients and routers take this machine for the director, until they ask again.',
    reason:
      'When a machine asks for a neighbour to send a packet from the virtual address, it names that address as its own, ' +
      'unless arp_announce is 2.',
    remedy: 'Set arp_announce to 2.',
    ignore: 'On a machine that is no real server of direct routing, and has the address on lo for another purpose.',
    right: 'this real server does not announce virtual addresses',
    needs: { ipvs, network, sysctls },
    *find({ ipvs, network, sysctls }): Generator<Found> {
      for (const address of virtualAddresses(ipvs, network)) {
        const link = network.onLink(address).find(({ name }) => largerOf(sysctls, 'arp_announce', name) < BEST);
        if (link === undefined) continue;
        yield {
          subject: { interface: link.name },
          what: `${link.name} may name ${address} as its own when it asks for neighbours`,
          evidence: [settingEvidence(ANNOUNCE, sysctls)],
          fix: [setStep(ANNOUNCE, BEST)],
          lasting: lastingSetting([ANNOUNCE, BEST]),
        };
      }
    },
  }),
  check({
    code: 'LVS903',
    name: 'tunnel-reverse-path',
    severity: 'error',
    title: 'This real server drops what comes out of the tunnel',
    meaning: 'Packets of the director arrive, and connections get no answer.',
    reason:
      'What is unpacked comes in by the tunnel device, and the answer leaves by another interface. With rp_filter 1 the ' +
      'kernel drops such packets. The larger one of the values for all interfaces and for the one counts.',
    remedy: 'Set rp_filter of the tunnel device to 2.',
    ignore: 'Never, while a director sends by this tunnel.',
    right: 'this real server takes what comes out of tunnels',
    needs: { ipvs, network, sysctls },
    *find({ ipvs, network, sysctls }): Generator<Found> {
      if (virtualAddresses(ipvs, network).length === 0) return;
      for (const { name, kind = '', up } of network.links) {
        if (!up || !TUNNELS.includes(kind) || largerOf(sysctls, 'rp_filter', name) !== 1) continue;
        const path = `net/ipv4/conf/${name}/rp_filter`;
        yield {
          subject: { interface: name },
          what: `${name} drops what it unpacks, because answers leave by another interface`,
          evidence: [settingEvidence('net/ipv4/conf/all/rp_filter', sysctls), settingEvidence(path, sysctls)],
          fix: [setStep(path, 2)],
          lasting: lastingSetting([path, 2]),
        };
      }
    },
  }),
  check({
    code: 'LVS904',
    name: 'real-server-not-listening',
    severity: 'warning',
    title: 'No program on this real server listens on the virtual address',
    meaning: 'Connections that a director sends here are refused.',
    reason:
      'Packets of direct routing and of tunnels still have the virtual address, so a program that listens on another ' +
      'address of this machine does not get them.',
    remedy: 'Start the program, or have it listen on the virtual address or on all addresses.',
    ignore: 'Where a program gets these packets in another way, such as by a rule of the firewall.',
    right: 'programs listen on the virtual addresses of this real server',
    needs: { ipvs, network, listeners },
    *find({ ipvs, network, listeners }): Generator<Found> {
      for (const address of virtualAddresses(ipvs, network)) {
        if (listeners.some((one) => one.address === address || ALL_ADDRESSES.includes(one.address))) continue;
        yield {
          subject: { part: 'sockets' },
          what: `no program listens on ${address}, which looks like the virtual address of a director`,
          evidence: [{ from: 'ss -lntu', value: `nothing on ${address}, and nothing on all addresses` }],
          fix: [{ command: 'ss -lntu', note: 'does the program run, and on which address does it listen?' }],
          lasting: 'put the address into the configuration of the program',
        };
      }
    },
  }),
  check({
    code: 'LVS905',
    name: 'tunnel-device-down',
    severity: 'error',
    title: 'The tunnel device of this real server is down',
    meaning: 'Packets of the director arrive here, and are not unpacked: connections get no answer.',
    reason: 'A device that is down takes no packets. Its addresses are there all the same.',
    remedy: 'Bring it up.',
    ignore: 'While this machine is not meant to serve.',
    right: 'tunnel devices with a virtual address are up',
    needs: { ipvs, network },
    *find({ ipvs, network }): Generator<Found> {
      for (const address of virtualAddresses(ipvs, network)) {
        const [holder] = network.holders(address);
        const link = network.link(holder?.index);
        if (link === undefined || link.up || !TUNNELS.includes(link.kind ?? '')) continue;
        yield {
          subject: { interface: link.name },
          what: `${link.name}, which has ${address}, is down`,
          evidence: [{ from: `ip link show ${link.name}`, value: 'DOWN' }],
          fix: [{ command: `ip link set ${link.name} up` }],
          lasting: 'put it into the configuration of the network',
        };
      }
    },
  }),
  check({
    code: 'LVS906',
    name: 'whole-network-on-loopback',
    severity: 'error',
    title: 'An address on lo has a prefix, so its whole network is taken for this machine',
    meaning: 'This machine reaches nobody in that network: neither clients, nor the director, nor its router.',
    reason:
      'All addresses of an IPv4 prefix on lo are local ones. On another interface only the address itself is. A virtual ' +
      'address on lo is therefore a /32.',
    remedy: 'Add the address again with the prefix length 32.',
    ignore: 'Where the whole network is meant to be this machine.',
    right: 'no network of this machine is on lo',
    needs: { network },
    *find({ network }): Generator<Found> {
      for (const one of network.addresses) {
        const { address, prefixLength, index } = one;
        const link = network.link(index);
        if (!link?.loopback || prefixLength === HOST || address.includes(':') || isLoopback(address)) continue;
        const inside = new PrefixIndex<true>();
        inside.add(one, true);
        const lost = network.addresses.find(
          (other) => other.index !== index && inside.covering(other.address).length > 0,
        );
        if (lost === undefined) continue;
        const word = (length: number) => `${address}/${length} dev ${link.name}`;
        yield {
          subject: { interface: link.name },
          what: `${address}/${prefixLength} makes all addresses of the network of ${lost.address} local ones`,
          evidence: [{ from: `ip address show dev ${link.name}`, value: `${address}/${prefixLength}` }],
          fix: [{ command: `ip address delete ${word(prefixLength)}; ip address add ${word(HOST)}` }],
          lasting: 'put the prefix length 32 into the configuration of the network',
        };
      }
    },
  }),
];
