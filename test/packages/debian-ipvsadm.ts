import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What Debian's packages ipvsadm 1:1.31-1 (Debian 12) and 1:1.31-5 (Debian 13) have and do, as far as a successor has
 * to do with it. The programs in /sbin are those of Debian 12, the lost right to run is that of Debian 13.
 */
const FILES: Readonly<Record<string, string>> = {
  'DEBIAN/control': `Package: ipvsadm
Version: 1:1.31-1+b1
Architecture: all
Maintainer: nobody <nobody@example.org>
Description: stand-in for Debian's package
`,
  'DEBIAN/conffiles': '/etc/default/ipvsadm\n/etc/init.d/ipvsadm\n/etc/ipvsadm.rules\n',
  'DEBIAN/postinst': '#!/bin/sh\nset -e\nif [ "$1" = configure ]; then update-rc.d ipvsadm defaults >/dev/null; fi\n',
  'DEBIAN/postrm': `#!/bin/sh
set -e
if [ "$1" = remove ]; then chmod -x /etc/init.d/ipvsadm; fi
if [ "$1" = purge ]; then rm -f /etc/ipvsadm.rules; update-rc.d ipvsadm remove >/dev/null; fi
`,
  'etc/default/ipvsadm': 'AUTO="false"\nDAEMON="none"\nIFACE="eth0"\n',
  'etc/init.d/ipvsadm': `#!/bin/sh
### BEGIN INIT INFO
# Provides: ipvsadm
# Required-Start:
# Required-Stop:
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
### END INIT INFO
`,
  'etc/ipvsadm.rules': '# empty\n',
  'sbin/ipvsadm': '#!/bin/sh\n',
  'sbin/ipvsadm-save': '#!/bin/sh\n',
  'sbin/ipvsadm-restore': '#!/bin/sh\n',
};

/** Makes a stand-in for Debian's package in a folder. */
export function writeDebianPackage(folder: string): void {
  const stage = join(folder, 'debian');
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(stage, path)), { recursive: true });
    writeFileSync(join(stage, path), text);
    chmodSync(join(stage, path), /^#!/.test(text) ? 0o755 : 0o644);
  }
  execFileSync('dpkg-deb', ['--root-owner-group', '--build', stage, join(folder, 'packages/debian.deb')]);
}
