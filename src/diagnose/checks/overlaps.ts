import { addressFamily } from '../../ipvs/address.ts';
import { formatServiceKey } from '../../rules/write-rules.ts';
import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import type { Found } from '../finding.ts';
import { markingOf } from '../firewall/marking.ts';
import { decisionEvidence, firewall } from '../views/firewall.ts';
import { serverText } from '../views/naming.ts';
import { network } from '../views/network.ts';
import { byAddress, requestTo } from '../views/packets.ts';
import { SAVED } from './firewall.ts';

export const OVERLAPS: readonly Check[] = [
  check({
    code: 'LVS208',
    name: 'service-hidden-by-mark',
    severity: 'warning',
    title: 'A service of a firewall mark takes the packets of another service',
    meaning: 'Clients get the servers of the service of the mark. The counters of the other one do not grow.',
    reason: 'IPVS looks for a service of the mark first, and for one of the address only where there is none.',
    remedy: 'Delete the service that is not meant, or leave its packets out of the rule that sets the mark.',
    ignore: 'Where the service of the address waits for the time when the mark is gone.',
    right: 'no service of a mark takes the packets of another service',
    needs: { ipvs, network, firewall },
    *find({ ipvs, network, firewall }): Generator<Found> {
      const marked = ipvs.entries.flatMap(({ service: { key } }) => ('fwmark' in key ? [key] : []));
      if (marked.length === 0) return;
      for (const { key } of byAddress(ipvs.entries)) {
        const marking = markingOf(firewall, requestTo(key, network));
        const family = addressFamily(key.address);
        const taker = marked.find((other) => other.fwmark === marking?.mark && other.family === family);
        if (marking === undefined || taker === undefined) continue;
        yield {
          subject: { service: key },
          what: `packets for ${serverText(key)} have the mark ${marking.mark}, so the service of that mark takes them`,
          evidence: [decisionEvidence(marking.rule), { from: 'ipvsadm -Ln', value: `FWM  ${marking.mark}` }],
          fix: [
            {
              command: `ipvsadm -D ${formatServiceKey(taker)}`,
              note: `where that is the wrong one; else delete the other: ipvsadm -D ${formatServiceKey(key)}`,
            },
          ],
          lasting: `save the rules (ipvsadm -Sn), and ${SAVED}`,
          affects: [{ service: taker }],
        };
      }
    },
  }),
];
