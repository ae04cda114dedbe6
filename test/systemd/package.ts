import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROGRAM_NAMES } from '../../tools/programs.ts';
import { shipped } from '../boot/unit-file.ts';

const OUT = join(import.meta.dirname, '../../out');
const PACKAGES = join(OUT, 'packages');

/** Our executable, which needs no Node. */
export const EXECUTABLE = join(OUT, 'x64/ipvsadm');

/** Our package for Debian: the one that was made for users, or else one of the same files without its scripts. */
export function ourPackage(): string {
  const made = existsSync(PACKAGES) ? readdirSync(PACKAGES).find((name) => /_amd64\.deb$/.test(name)) : undefined;
  return made === undefined ? makePackage() : join(PACKAGES, made);
}

const CONTROL = `Package: ipvsadm-ts
Version: 0.1.0
Architecture: amd64
Maintainer: Nobody <nobody@localhost>
Depends: libc6
Conflicts: ipvsadm
Replaces: ipvsadm
Provides: ipvsadm (= 1:1.31)
Description: ipvsadm in TypeScript
`;

const POSTINST = `#!/bin/sh
set -e
if [ ! -e /etc/default/ipvsadm ]; then cp /usr/share/ipvsadm-ts/default /etc/default/ipvsadm; fi
if [ -e /etc/rc3.d/S??ipvsadm ]; then deb-systemd-helper enable ipvsadm.service >/dev/null; fi
deb-systemd-helper update-state ipvsadm.service >/dev/null
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
`;

const POSTRM = `#!/bin/sh
set -e
if [ "$1" = purge ]; then
  deb-systemd-helper purge ipvsadm.service >/dev/null
  rm -f /etc/default/ipvsadm
fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
`;

function makePackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-deb-'));
  const root = join(folder, 'root');
  const put = (path: string, from: string, mode: number): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(from, join(root, path));
    chmodSync(join(root, path), mode);
  };
  put('usr/sbin/ipvsadm', EXECUTABLE, 0o755);
  for (const name of PROGRAM_NAMES) if (name !== 'ipvsadm') symlinkSync('ipvsadm', join(root, 'usr/sbin', name));
  put('usr/sbin/ipvsadm-boot', shipped('debian', 'ipvsadm-boot'), 0o755);
  put('usr/lib/systemd/system/ipvsadm.service', shipped('debian', 'ipvsadm.service'), 0o644);
  put('usr/share/ipvsadm-ts/default', shipped('debian', 'default'), 0o644);
  mkdirSync(join(root, 'DEBIAN'));
  writeFileSync(join(root, 'DEBIAN/control'), CONTROL);
  writeFileSync(join(root, 'DEBIAN/postinst'), POSTINST, { mode: 0o755 });
  writeFileSync(join(root, 'DEBIAN/postrm'), POSTRM, { mode: 0o755 });
  const file = join(folder, 'ipvsadm-ts.deb');
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', root, file], { stdio: 'pipe' });
  return file;
}
