import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { kernel } from '../facts/kernel.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { lastingSetting, setStep, settingEvidence, sysctlName } from '../views/settings.ts';

/** Defences against too many connections: 0 is off, 1 and 2 on when memory is low (2 says it is now), 3 always on. */
const DEFENCES = ['net/ipv4/vs/drop_entry', 'net/ipv4/vs/drop_packet'];

export const KERNEL: readonly Check[] = [
  check({
    code: 'LVS801',
    name: 'no-ipvs',
    severity: 'error',
    title: 'The kernel has no IPVS',
    meaning: 'Nothing is balanced.',
    reason:
      'The module ip_vs is not loaded. Where it is not there either, the kernel was built without it, its package ' +
      'of further modules is not installed, or it was upgraded and the machine still runs the old one.',
    remedy:
      'Load the module. Where there is none for the running kernel, reboot into the installed one, or install it.',
    ignore: 'On a machine that is no director.',
    right: 'the kernel has IPVS',
    needs: { ipvs, kernel },
    *find({ ipvs, kernel: { release, available } }): Generator<Found> {
      if (ipvs.info !== undefined) return;
      const isThere = available?.includes('ip_vs') ?? false;
      const folder = `/lib/modules/${release}`;
      yield {
        subject: { part: 'kernel' },
        what: isThere ? 'the module ip_vs is not loaded' : `the running kernel ${release} has no module ip_vs`,
        evidence: [
          { from: '/proc/net/ip_vs', value: 'not there' },
          { from: folder, value: isThere ? 'has ip_vs' : available === undefined ? 'not there' : 'has no ip_vs' },
        ],
        fix: [
          isThere
            ? { command: 'modprobe ip_vs' }
            : {
                command: 'ls /lib/modules',
                note: 'a newer kernel: reboot; none: install the package with its modules',
              },
        ],
        lasting: 'echo ip_vs >/etc/modules-load.d/ipvs.conf',
      };
    },
  }),
  check({
    code: 'LVS802',
    name: 'dropping-on-purpose',
    severity: 'warning',
    title: 'IPVS drops connections or packets on purpose',
    meaning: 'Some connections fail, at random.',
    reason:
      'drop_entry and drop_packet are defences against floods. With 1 the kernel begins to drop when memory is low, and ' +
      'shows that as 2. With 3 it always does: drop_packet then drops one of am_droprate packets, all of them with 1.',
    remedy: 'Set it to 0 or 1. Where it is 2, see what takes the memory, and whether amemthresh fits this machine.',
    ignore: 'During a flood.',
    right: 'no connections or packets are dropped on purpose',
    needs: { ipvs, sysctls },
    *find({ ipvs, sysctls }): Generator<Found> {
      for (const path of DEFENCES) {
        const mode = Number(sysctls[path] ?? 0);
        if (mode < 2 || ipvs.entries.length === 0) continue;
        const rate = Number(sysctls['net/ipv4/vs/am_droprate'] ?? 10);
        const all = path.endsWith('drop_packet') && mode === 3 && rate <= 1;
        yield {
          subject: { sysctl: sysctlName(path) },
          severity: all ? 'error' : 'warning',
          what: all
            ? 'IPVS drops every packet of new connections'
            : `IPVS drops ${path.endsWith('packet') ? 'packets' : 'connections'}, ${
                mode === 3 ? 'always' : 'because memory is low'
              }`,
          evidence: [
            settingEvidence(path, sysctls),
            ...(path.endsWith('packet') ? [settingEvidence('net/ipv4/vs/am_droprate', sysctls)] : []),
          ],
          fix: [setStep(path, 0)],
          lasting: lastingSetting([path, 0]),
          affects: ipvs.entries.map(({ service: { key } }) => ({ service: key })),
        };
      }
    },
  }),
];
