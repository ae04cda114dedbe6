import { ipvs } from '../../../src/diagnose/facts/ipvs.ts';
import { kernel } from '../../../src/diagnose/facts/kernel.ts';
import type { CasesByCode } from '../case.ts';
import { changed, withAddress, withDaemons, withLink, withSetting } from '../changes.ts';
import { NAT } from '../hosts.ts';

const BACKUP = { state: 'backup', interface: 'eth1', syncId: 1 } as const;
const backupOnly = changed(NAT, withDaemons(BACKUP), withSetting('net/ipv4/vs/backup_only', '1'));

const withoutIpvs = NAT.with(ipvs, () => ({ entries: [], daemons: [] }));

export const MACHINE: CasesByCode = {
  LVS701: {
    fires: [{ title: 'a backup has the address', host: backupOnly, objects: ['net.ipv4.vs.backup_only'] }],
    silent: [
      { title: 'it balances all the same', host: changed(NAT, withDaemons(BACKUP)) },
      { title: 'there is no backup daemon', host: changed(NAT, withSetting('net/ipv4/vs/backup_only', '1')) },
      {
        title: 'it is a real server of the other director',
        host: changed(backupOnly, withAddress('192.168.100.100', { index: 1 })),
      },
    ],
  },
  LVS702: {
    fires: [
      {
        title: 'the interface is down',
        host: changed(
          NAT,
          withDaemons({ ...BACKUP, interface: 'eth0' }),
          withLink('eth0', { up: false, running: false }),
        ),
        objects: ['daemon:backup'],
      },
      {
        title: 'the interface is gone',
        host: changed(NAT, withDaemons({ state: 'master', interface: 'eth9', syncId: 1 })),
        objects: ['daemon:master'],
      },
    ],
    silent: [{ title: 'the interface is up', host: changed(NAT, withDaemons(BACKUP)) }],
  },
  LVS801: {
    fires: [
      {
        title: 'the module is there and not loaded',
        host: withoutIpvs.with(kernel, (all) => ({ ...all, available: ['ip_vs', 'ip_vs_rr'] })),
        objects: ['kernel'],
      },
      { title: 'there is no module', host: withoutIpvs, objects: ['kernel'] },
    ],
    silent: [{ title: 'IPVS is built in', host: NAT.with(kernel, (all) => ({ ...all, loaded: [] })) }],
  },
  LVS802: {
    fires: [
      {
        title: 'every packet is dropped',
        host: changed(NAT, withSetting('net/ipv4/vs/drop_packet', '3'), withSetting('net/ipv4/vs/am_droprate', '1')),
        objects: ['net.ipv4.vs.drop_packet'],
      },
      {
        title: 'memory is low',
        host: changed(NAT, withSetting('net/ipv4/vs/drop_entry', '2')),
        objects: ['net.ipv4.vs.drop_entry'],
      },
    ],
    silent: [
      {
        title: 'it would drop if memory were low',
        host: changed(NAT, withSetting('net/ipv4/vs/drop_packet', '1'), withSetting('net/ipv4/vs/drop_entry', '1')),
      },
    ],
  },
};
