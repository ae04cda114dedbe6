import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { links } from '../facts/network.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { network } from '../views/network.ts';
import { lastingSetting, setStep, settingEvidence } from '../views/settings.ts';

const BACKUP_ONLY = 'net/ipv4/vs/backup_only';

export const SYNC: readonly Check[] = [
  check({
    code: 'LVS701',
    name: 'backup-does-not-balance',
    severity: 'error',
    title: 'This director has the virtual address, and balances nothing because it is a backup',
    meaning: 'This machine answers for the virtual address itself, or refuses: no connection reaches a real server.',
    reason:
      'With backup_only IPVS leaves all packets alone while a backup sync daemon runs, also beside a master. It is ' +
      'meant for directors that are real servers of each other.',
    remedy: 'Stop the backup daemon on the active director, or set backup_only to 0.',
    ignore: 'Where this machine is a real server of the other director, and has the address for that.',
    right: 'a director with a virtual address balances',
    needs: { ipvs, network, sysctls },
    *find({ ipvs, network, sysctls }): Generator<Found> {
      const isBackup = ipvs.daemons.some(({ state }) => state === 'backup');
      if (!isBackup || sysctls[BACKUP_ONLY] !== '1') return;
      // A real server has the address where nobody asks for it.
      const active = ipvs.entries.filter(({ service: { key } }) =>
        'address' in key
          ? network.holders(key.address).some(({ index }) => {
              const link = network.link(index);
              return link !== undefined && !link.loopback && link.kind !== 'dummy' && link.running;
            })
          : false,
      );
      if (active.length === 0) return;
      yield {
        subject: { sysctl: 'net.ipv4.vs.backup_only' },
        what: 'the virtual addresses are here, and IPVS does not balance while the backup daemon runs',
        evidence: [settingEvidence(BACKUP_ONLY, sysctls), { from: 'ipvsadm -L --daemon', value: 'backup sync daemon' }],
        fix: [setStep(BACKUP_ONLY, 0)],
        lasting: lastingSetting([BACKUP_ONLY, 0]),
        affects: active.map(({ service: { key } }) => ({ service: key })),
      };
    },
  }),
  check({
    code: 'LVS702',
    name: 'sync-interface-down',
    severity: 'error',
    title: 'The interface of the sync daemon is down or gone',
    meaning: 'The other director does not learn of connections, so they break when it takes over.',
    reason: 'Messages are sent to a multicast group, by this interface only.',
    remedy: 'Bring the interface up, or start the daemon on another one.',
    ignore: 'While the other director is away for good.',
    right: 'the interfaces of sync daemons are up',
    needs: { ipvs, links },
    *find({ ipvs, links }): Generator<Found> {
      for (const { state, interface: name, syncId } of ipvs.daemons) {
        const link = links.find((one) => one.name === name);
        if (link?.running) continue;
        const value = link === undefined ? 'not there' : link.up ? 'NO-CARRIER' : 'DOWN';
        yield {
          subject: { daemon: state },
          what: `the ${state} daemon uses ${name}, which is ${link === undefined ? 'gone' : 'down'}`,
          evidence: [
            { from: 'ipvsadm -L --daemon', value: `${state} sync daemon (mcast=${name}, syncid=${syncId})` },
            { from: `ip link show ${name}`, value },
          ],
          fix: [
            link === undefined
              ? {
                  command: `ipvsadm --stop-daemon ${state}; ipvsadm --start-daemon ${state} --mcast-interface INTERFACE --syncid ${syncId}`,
                }
              : { command: `ip link set ${name} up` },
          ],
          lasting: 'put it into the configuration of the network',
        };
      }
    },
  }),
];
