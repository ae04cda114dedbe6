import type { RoutingRule } from '../../route/model.ts';
import { type Check, check } from '../check.ts';
import { connections } from '../facts/connections.ts';
import { ipvs } from '../facts/ipvs.ts';
import { rules } from '../facts/network.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { PrefixIndex } from '../prefix.ts';
import { ipFor } from '../views/naming.ts';
import { network } from '../views/network.ts';
import { byAddress } from '../views/packets.ts';
import { lastingSetting, setStep, settingEvidence, sysctlName } from '../views/settings.ts';

const REROUTE = 'net/ipv4/vs/snat_reroute';
const ESTIMATION = 'net/ipv4/vs/run_estimation';

/** The tables that every machine has: default, main and local. */
const FIRST_USUAL_TABLE = 253;
const LAST_USUAL_TABLE = 255;

/** Connections for a row of the table from which on the kernel searches noticeably. */
const CROWDED = 4;

/** The largest conn_tab_bits that every kernel takes. */
const MOST_BITS = 20;

export const SIZES: readonly Check[] = [
  check({
    code: 'LVS805',
    name: 'answers-not-routed-by-source',
    severity: 'warning',
    title: 'Answers of NAT servers do not follow the routing rules of the virtual address',
    meaning: 'Answers leave by another way than the rule says, and may be dropped there.',
    reason:
      'The kernel routes an answer by the address of the server, before IPVS puts the virtual address into it. With ' +
      'net.ipv4.vs.snat_reroute it routes it again; that is 0.',
    remedy: 'Set net.ipv4.vs.snat_reroute to 1.',
    ignore: 'Where both ways lead to the clients.',
    right: 'answers of NAT servers follow the routing rules of the virtual address',
    needs: { ipvs, network, rules, sysctls },
    *find({ ipvs, network, rules, sysctls }): Generator<Found> {
      if (sysctls[REROUTE] !== '0') return;
      const bySource = new PrefixIndex<RoutingRule>();
      for (const rule of rules) {
        const { looksUp, table, from, fromLength } = rule;
        if (looksUp && !isUsual(table) && from !== undefined) {
          bySource.add({ address: from, prefixLength: fromLength }, rule);
        }
      }
      const found = byAddress(ipvs.entries).flatMap(({ entry: { servers }, key }) => {
        const isAnswered = servers.some(
          ({ forwarding, address }) => forwarding === 'masquerade' && !network.isLocal(address),
        );
        const [rule] = bySource.covering(key.address);
        return isAnswered && rule !== undefined ? [{ key, rule }] : [];
      });
      const [first] = found;
      if (first === undefined) return;
      const { key, rule } = first;
      yield {
        subject: { sysctl: sysctlName(REROUTE) },
        what: `answers from ${key.address} do not follow the rule that sends them to the table ${rule.table}`,
        evidence: [
          settingEvidence(REROUTE, sysctls),
          { from: `${ipFor(key.address)} rule`, value: `from ${rule.from}/${rule.fromLength} lookup ${rule.table}` },
        ],
        fix: [setStep(REROUTE, 1)],
        lasting: lastingSetting([REROUTE, 1]),
        affects: found.map((one) => ({ service: one.key })),
      };
    },
  }),
  check({
    code: 'LVS806',
    name: 'no-rates',
    severity: 'info',
    title: 'The kernel does not work out rates',
    meaning: 'The rates of services and servers stay what they were. Nothing else depends on them.',
    reason: 'net.ipv4.vs.run_estimation is 0.',
    remedy: 'Set it to 1.',
    ignore: 'Where nobody looks at rates: to work them out takes time, with very many services.',
    right: 'the kernel works out rates',
    needs: { ipvs, sysctls },
    *find({ ipvs, sysctls }): Generator<Found> {
      if (sysctls[ESTIMATION] !== '0' || ipvs.entries.length === 0) return;
      yield {
        subject: { sysctl: sysctlName(ESTIMATION) },
        what: 'rates are not worked out',
        evidence: [settingEvidence(ESTIMATION, sysctls)],
        fix: [setStep(ESTIMATION, 1)],
        lasting: lastingSetting([ESTIMATION, 1]),
      };
    },
  }),
  check({
    code: 'LVS807',
    name: 'small-connection-table',
    severity: 'info',
    title: 'The hash table of connections is small for their number',
    meaning: 'Each packet takes more of the processor. Nothing fails.',
    reason: 'Connections in the same row of the table are searched one after the other. Its size is set at loading.',
    remedy: 'Give ip_vs a larger conn_tab_bits, and load it again. That empties the table: best at the next reboot.',
    ignore: 'Where the processor has little to do.',
    right: 'the hash table of connections is large enough',
    needs: { ipvs, connections },
    *find({ ipvs: { info }, connections }): Generator<Found> {
      const count = connections
        .flatMap(({ states, templates }) => [...Object.values(states), templates])
        .reduce((sum, one) => sum + one, 0);
      if (info === undefined || count <= CROWDED * info.connectionTableSize) return;
      const bits = Math.min(MOST_BITS, Math.ceil(Math.log2(count)));
      yield {
        subject: { part: 'connections' },
        what: `${count} connections are in a table of ${info.connectionTableSize} rows`,
        evidence: [
          { from: 'ipvsadm -L', value: `size=${info.connectionTableSize}` },
          { from: 'ipvsadm -Lnc', value: `${count} connections` },
        ],
        fix: [
          {
            command: `echo options ip_vs conn_tab_bits=${bits} >/etc/modprobe.d/ip_vs.conf`,
            note: 'for the next time that ip_vs is loaded',
          },
        ],
      };
    },
  }),
];

const isUsual = (table: number): boolean => table >= FIRST_USUAL_TABLE && table <= LAST_USUAL_TABLE;
