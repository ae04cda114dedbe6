import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { network } from '../views/network.ts';
import { virtualAddresses } from '../views/real-server.ts';
import { largerOf, lastingSetting, setStep, settingEvidence } from '../views/settings.ts';

const IGNORE = 'net/ipv4/conf/all/arp_ignore';
const ANNOUNCE = 'net/ipv4/conf/all/arp_announce';

/** The value of arp_announce by which the best address of the interface is taken, never a virtual one. */
const BEST = 2;

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
];
