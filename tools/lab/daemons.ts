import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installCommands, writeScript } from './commands.ts';

/** What drives IPVS on real directors or runs beside it, for tests that ask for it. perl is there for ldirectord. */
export const DAEMONS_PACKAGES = [
  'keepalived',
  'bird2',
  'etcd-server',
  'etcd-client',
  'ldirectord',
  'perl-base',
  'perl-modules-5.36',
];

const COMMANDS: Record<string, readonly string[]> = {
  'usr/sbin/keepalived': ['keepalived'],
  'usr/sbin/bird': ['bird'],
  'usr/sbin/birdc': ['birdc'],
  'usr/bin/etcd': ['etcd'],
  'usr/bin/etcdctl': ['etcdctl'],
  'usr/bin/perl': [],
};

const LDIRECTORD = 'usr/sbin/ldirectord';

/** Our script that runs perl with its modules. */
const PERL = 'usr/bin/perl-here';

/** Where Debian's perl finds its modules, below its root. Built into it are the folders of the machine. */
const PERL_FOLDERS = [
  'usr/lib/x86_64-linux-gnu/perl5/5.36',
  'usr/share/perl5',
  'usr/lib/x86_64-linux-gnu/perl-base',
  'usr/lib/x86_64-linux-gnu/perl/5.36',
  'usr/share/perl/5.36',
];

/** Makes the programs of an unpacked `root` run here, and fills `bin` with their names. */
export async function finishDaemons(staging: string, final: string, tools: string): Promise<void> {
  await installCommands(staging, final, COMMANDS, tools);
  const root = join(final, 'root');
  // Not by PERL5LIB: a perl of the machine that ldirectord starts would load modules of another version.
  const folders = PERL_FOLDERS.map((folder) => `-I'${root}/${folder}'`).join(' ');
  writeScript(join(staging, 'root', PERL), `#!/bin/sh\nexec '${root}/usr/bin/perl' ${folders} "$@"\n`);
  // It starts itself anew by its own path, so the perl to run it has to be named in its first line.
  const ldirectord = join(staging, 'root', LDIRECTORD);
  writeScript(ldirectord, readFileSync(ldirectord, 'utf8').replace(/^#!.*/, `#!${join(root, PERL)}`));
  symlinkSync(join('../root', LDIRECTORD), join(staging, 'bin/ldirectord'));
}
