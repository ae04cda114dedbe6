import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { kernel } from '../facts/kernel.ts';
import { owners } from '../facts/owners.ts';
import { CONNTRACK, sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { network } from '../views/network.ts';
import { virtualAddresses } from '../views/real-server.ts';
import { lastingSetting, setStep, settingEvidence, sysctlName } from '../views/settings.ts';

const REUSE = 'net/ipv4/vs/conn_reuse_mode';

/** Programs that write the whole table. */
export const MANAGERS = ['keepalived', 'ldirectord', 'kube-proxy', 'kube-router'];

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
    ignore: 'On a machine that is no director. One that looks like a real server is spared.',
    right: 'the kernel has IPVS',
    needs: { ipvs, kernel, network },
    *find({ ipvs, kernel: { release, available }, network }): Generator<Found> {
      if (ipvs.info !== undefined || virtualAddresses(ipvs, network).length > 0) return;
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
  check({
    code: 'LVS803',
    name: 'slow-port-reuse',
    severity: 'warning',
    title: 'This kernel delays connections whose client port was used before',
    meaning: 'Under load some new connections take a second longer, or are dropped.',
    reason:
      'With net.ipv4.vs.conntrack and conn_reuse_mode both 1, kernels before 5.9 drop the first packet of a connection that ' +
      'reuses a port, and the client repeats it after a second.',
    remedy:
      'Use a kernel from 5.9 on. Or set conn_reuse_mode to 0, after which a reused port sticks to its old server.',
    ignore: 'Where clients seldom reuse ports: no proxy and no NAT before this machine.',
    right: 'connections with a used client port are not delayed',
    needs: { ipvs, kernel, sysctls },
    *find({ ipvs, kernel: { release }, sysctls }): Generator<Found> {
      const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
      const isOld = major < 5 || (major === 5 && minor < 9);
      if (!isOld || ipvs.entries.length === 0) return;
      if (sysctls[CONNTRACK] !== '1' || sysctls[REUSE] !== '1') return;
      yield {
        subject: { sysctl: sysctlName(REUSE) },
        what: `the kernel ${release} delays connections that reuse a client port, while both settings are 1`,
        evidence: [settingEvidence(REUSE, sysctls), settingEvidence(CONNTRACK, sysctls)],
        fix: [setStep(REUSE, 0)],
        lasting: lastingSetting([REUSE, 0]),
      };
    },
  }),
  check({
    code: 'LVS804',
    name: 'several-managers',
    severity: 'warning',
    title: 'Several programs write the table',
    meaning: 'Virtual services and servers come and go: each of the programs deletes what it does not know.',
    reason: 'The kernel has one table for each network namespace, and asks nobody who owns an entry.',
    remedy: 'Let one of them manage the table. kube-proxy leaves networks alone that --ipvs-exclude-cidrs names.',
    ignore: 'Where they are set up to leave each other alone.',
    right: 'at most one program writes the table',
    needs: { ipvs, owners },
    *find({ ipvs, owners }): Generator<Found> {
      const found = owners.filter((name) => MANAGERS.includes(name));
      if (found.length < 2 || ipvs.entries.length === 0) return;
      yield {
        subject: { part: 'table' },
        what: `${found.join(' and ')} run here, and each may delete what the other adds`,
        evidence: [{ from: 'ps -e', value: found.join(', ') }],
        fix: [{ command: `systemctl stop ${found.at(-1)}`, note: 'the one that is not meant to' }],
        lasting: `systemctl disable ${found.at(-1)}`,
      };
    },
  }),
];
