import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installCommands, writeScript } from './commands.ts';

/** The suite does not matter to a kernel; this one has the default kernel too, so its index is loaded once. */
export const TOOLS_SUITE = 'bookworm';

/** What a command in the lab may use though the machine has it not, and patchelf, which prepares it. */
export const TOOLS_PACKAGES = [
  'ipvsadm',
  'kmod',
  'iproute2',
  'iptables',
  'curl',
  'tcpdump',
  'conntrack',
  'iputils-arping',
  'nftables',
  'socat',
  'netcat-openbsd',
  'strace',
  'procps',
  'patchelf',
];

const IPTABLES = ['iptables', 'ip6tables'].flatMap((name) => [name, `${name}-save`, `${name}-restore`]);

/**
 * Command names by program. The C ipvsadm steps aside for ours; iptables is the legacy one, as UML has no nft for IP.
 */
const COMMANDS: Record<string, readonly string[]> = {
  'sbin/ipvsadm': ['ipvsadm-c'],
  'bin/kmod': ['modprobe', 'lsmod', 'rmmod', 'insmod', 'depmod', 'modinfo'],
  'bin/ip': ['ip'],
  'bin/ss': ['ss'],
  'sbin/tc': ['tc'],
  'sbin/bridge': ['bridge'],
  'usr/bin/nstat': ['nstat'],
  'usr/sbin/xtables-legacy-multi': IPTABLES.flatMap((name) => [name, name.replace('tables', 'tables-legacy')]),
  'usr/bin/curl': ['curl'],
  'usr/bin/tcpdump': [],
  'usr/sbin/conntrack': ['conntrack'],
  'usr/bin/arping': ['arping'],
  'usr/sbin/nft': ['nft'],
  'usr/bin/socat': ['socat'],
  'bin/nc.openbsd': ['nc'],
  'usr/bin/strace': ['strace'],
  'sbin/sysctl': ['sysctl'],
};

/** Makes the programs of an unpacked `root` run here, and fills `bin` with their names. */
export async function finishTools(staging: string, final: string): Promise<void> {
  const root = join(staging, 'root');
  const bin = join(staging, 'bin');
  await installCommands(staging, final, COMMANDS, root);
  for (const name of ['ipvsadm-save', 'ipvsadm-restore']) {
    const script = readFileSync(join(root, 'sbin', name), 'utf8');
    // Debian's scripts set a PATH of their own and call `ipvsadm`, which is ours here.
    writeScript(join(bin, `${name}-c`), script.replace(/^PATH=.*$/m, '').replace(/\bipvsadm (?=-)/g, 'ipvsadm-c '));
  }
  // Without -Z it drops its rights to a user `tcpdump` that the machine may not have.
  writeScript(join(bin, 'tcpdump'), `#!/bin/sh\nexec '${final}/root/usr/bin/tcpdump' -Z root "$@"\n`);
}
