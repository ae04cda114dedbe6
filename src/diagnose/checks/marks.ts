import type { FwmarkServiceKey } from '../../ipvs/model.ts';
import { type Check, check } from '../check.ts';
import { ingress } from '../facts/ingress.ts';
import { type Entry, ipvs } from '../facts/ipvs.ts';
import { questionLine } from '../facts/routes.ts';
import type { Found } from '../finding.ts';
import { firewall } from '../views/firewall.ts';
import { ipFor } from '../views/naming.ts';
import { network, wayText } from '../views/network.ts';
import { type Traffic, traffic } from '../views/traffic.ts';

interface Marked {
  readonly entry: Entry;
  readonly key: FwmarkServiceKey;
}

const byMark = (entries: readonly Entry[]): Marked[] =>
  entries.flatMap((entry) => ('fwmark' in entry.service.key ? [{ entry, key: entry.service.key }] : []));

/** Connections that work contradict the check, but may be older than what is wrong. */
const severityOf = ({ opened }: Traffic): Pick<Found, 'severity'> => ({
  severity: opened.count > 0 ? 'warning' : 'error',
});

export const MARKS: readonly Check[] = [
  check({
    code: 'LVS104',
    name: 'mark-not-set',
    severity: 'error',
    title: 'No rule of the firewall sets the mark of the service',
    meaning: 'The service gets no packets. Its counters stay 0.',
    reason:
      'A service of a firewall mark takes the packets that have the mark when IPVS sees them. A rule in PREROUTING or INPUT ' +
      'has to set it, for the family of the service: rules for IPv4 do not see IPv6.',
    remedy: 'Add a rule that marks the packets.',
    ignore: 'Where something else than the firewall sets the mark, such as a program of the kernel (eBPF).',
    right: 'a rule sets the mark of each service of a mark',
    needs: { ipvs, firewall, ingress, traffic },
    *find({ ipvs, firewall, ingress, traffic }): Generator<Found> {
      for (const { entry, key } of byMark(ipvs.entries)) {
        if (firewall.rulesThatMark(key.fwmark, key.family).length > 0 || firewall.mayMark(key.family)) continue;
        // A filter of tc(8) may set it: connections that were opened say that something does.
        if (ingress.length > 0 && traffic.ofService(entry).opened.count > 0) continue;
        const iptables = key.family === 'ipv6' ? 'ip6tables' : 'iptables';
        yield {
          subject: { service: key },
          ...severityOf(traffic.ofService(entry)),
          what: `no rule of the firewall sets the mark ${key.fwmark} on ${key.family === 'ipv6' ? 'IPv6' : 'IPv4'} packets`,
          evidence: [{ from: `nft list ruleset; ${iptables}-save`, value: `no rule sets mark ${key.fwmark}` }],
          fix: [
            {
              command: `${iptables} -t mangle -A PREROUTING -d ADDRESS -p tcp --dport PORT -j MARK --set-mark ${key.fwmark}`,
            },
          ],
          lasting: 'save the rules of the firewall',
        };
      }
    },
  }),
  check({
    code: 'LVS105',
    name: 'marked-packets-not-local',
    severity: 'error',
    title: 'Packets with the mark of the service are not for this machine',
    meaning: 'Marked packets are forwarded or dropped. The counters of the service stay 0.',
    reason:
      'IPVS sees only the packets that the kernel takes as its own. An address that the machine does not have needs a ' +
      'route of the type local, in the main table or in one that a routing rule chooses by the mark.',
    remedy: 'Add the routing rule and the local route, or give the address to an interface.',
    ignore: 'Never, while the service is used.',
    right: 'packets with the mark of a service are for this machine',
    needs: { ipvs, network, traffic },
    *find({ ipvs, network, traffic }): Generator<Found> {
      for (const { entry, key } of byMark(ipvs.entries)) {
        const first = network.waysOfMark(key).find(({ route }) => route?.type !== 'local');
        if (first === undefined) continue;
        const ip = ipFor(first.to);
        const any = first.to.includes(':') ? '::/0' : '0.0.0.0/0';
        yield {
          subject: { service: key },
          ...severityOf(traffic.ofService(entry)),
          what: `packets for ${first.to} with the mark ${key.fwmark} are not taken as this machine's own`,
          evidence: [{ from: questionLine(first), value: wayText(first, network) }],
          fix: [
            { command: `${ip} rule add fwmark ${key.fwmark} lookup 100` },
            { command: `${ip} route add local ${any} dev lo table 100` },
          ],
          lasting: 'put both into the configuration of the network',
        };
      }
    },
  }),
];
