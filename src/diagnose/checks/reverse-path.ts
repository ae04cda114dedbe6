import { type Check, check } from '../check.ts';
import { counters, REVERSE_PATH } from '../facts/counters.ts';
import { ipvs } from '../facts/ipvs.ts';
import { owners } from '../facts/owners.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { network } from '../views/network.ts';
import { largerOf, lastingSetting, setStep, settingEvidence, sysctlName } from '../views/settings.ts';
import { isStandby } from '../views/standby.ts';
import { traffic } from '../views/traffic.ts';

const ALL = 'net/ipv4/conf/all/rp_filter';

export const REVERSE: readonly Check[] = [
  check({
    code: 'LVS106',
    name: 'reverse-path-filter',
    severity: 'error',
    title: 'The kernel drops packets because the way back to their source is another one',
    meaning: 'Clients whose answers leave by another interface than their requests came in by get no connection.',
    reason:
      'With rp_filter 1 the kernel takes a packet only by the interface by which it would answer its source. The larger ' +
      'one of the values for all interfaces and for the one counts. IPVS does not see what is dropped.',
    remedy: 'Set rp_filter to 2, which asks only that there is some way back, or mend the routes.',
    ignore: 'Where the packets that are dropped have forged sources, or are not for virtual services.',
    right: 'no packets are dropped because of their way back',
    needs: { ipvs, network, owners, sysctls, counters, traffic },
    *find({ ipvs, network, owners, sysctls, counters: { totals, growth }, traffic }): Generator<Found> {
      const dropped = totals[REVERSE_PATH] ?? 0;
      const strict = network.links.filter(
        ({ name, up, loopback }) => up && !loopback && largerOf(sysctls, 'rp_filter', name) === 1,
      );
      const [first] = strict;
      if (dropped === 0 || first === undefined || ipvs.entries.length === 0) return;
      const rises = (growth[REVERSE_PATH] ?? 0) > 0;
      // What was dropped once may have been anything, where clients get through, and where none is expected.
      const flows = ipvs.entries.some((entry) => traffic.ofService(entry).opened.count > 0);
      if (!rises && (flows || isStandby(ipvs, owners))) return;
      const path = sysctls[ALL] === '1' ? ALL : `net/ipv4/conf/${first.name}/rp_filter`;
      yield {
        subject: { sysctl: sysctlName(path) },
        severity: rises ? 'error' : 'warning',
        what: `packets are dropped because the way back to their source is not by the interface that they came in by`,
        evidence: [
          settingEvidence(path, sysctls),
          { from: `nstat -az ${REVERSE_PATH.replace('.', '')}`, value: `${dropped}${rises ? ', and rising' : ''}` },
        ],
        fix: [setStep(ALL, 2)],
        lasting: lastingSetting([ALL, 2]),
        affects: ipvs.entries.map(({ service: { key } }) => ({ service: key })),
      };
    },
  }),
];
