import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { namespaces } from '../facts/namespaces.ts';
import type { Found } from '../finding.ts';
import { network } from '../views/network.ts';
import { virtualAddresses } from '../views/real-server.ts';

export const NAMESPACES: readonly Check[] = [
  check({
    code: 'LVS809',
    name: 'table-in-another-namespace',
    severity: 'info',
    title: 'The table is empty here, and another network namespace has one',
    meaning: 'What is listed and changed here is not what balances.',
    reason:
      'Each network namespace has a table of its own. Containers have one, and Docker in swarm mode balances in the ' +
      'namespace ingress_sbox.',
    remedy: 'Run ipvsadm in that namespace.',
    ignore: 'Where this machine itself is to balance nothing.',
    right: 'the table is in this network namespace',
    needs: { ipvs, network, namespaces },
    *find({ ipvs, network, namespaces: { tables, ingress } }): Generator<Found> {
      if (ipvs.entries.length > 0 || virtualAddresses(ipvs, network).length > 0) return;
      const [first] = tables;
      if (first === undefined && ingress === undefined) return;
      const enter = first === undefined ? `--net=${ingress}` : `-t ${first.process} -n`;
      yield {
        subject: { part: 'table' },
        what: 'the table is empty, and another network namespace has one',
        evidence: [
          ...tables.map(({ process, services }) => ({
            from: `/proc/${process}/net/ip_vs`,
            value: `${services} virtual service${services === 1 ? '' : 's'}`,
          })),
          ...(ingress === undefined ? [] : [{ from: ingress, value: "there, which is where Docker's swarm balances" }]),
        ],
        fix: [{ command: `nsenter ${enter} ipvsadm -Ln` }],
      };
    },
  }),
];
