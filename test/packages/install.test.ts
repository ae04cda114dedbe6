import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeDeb } from '../../build/package/deb.ts';
import { hasProgram } from '../../tools/lab/program.ts';
import { writeDebianPackage } from './debian-ipvsadm.ts';
import { obstacle as obstacleToCopy, runInCopy } from './machine-copy.ts';
import { make, newFolder } from './making.ts';

/** Why nothing can be installed here, if so. */
const obstacle = (): string | undefined =>
  hasProgram('dpkg') && hasProgram('deb-systemd-helper') ? obstacleToCopy() : 'this is no Debian';

const SETTINGS = 'AUTO="true" # edited';
const RULES = '-A -t 192.168.1.1:80 -s rr';

/** Words of the scripts below. `show` prints what is there of the files that matter. */
const PRELUDE = `
set -eu
install_ours() { dpkg --no-triggers --install /mnt/ours.deb; }
show() {
  for file in /etc/default/ipvsadm /etc/ipvsadm.rules; do
    if [ -e $file ]; then echo "$file: $(cat $file)" >&3; else echo "$file is gone" >&3; fi
  done
  for file in /usr/sbin/ipvsadm /usr/sbin/ipvsadm-save /usr/sbin/ipvsadm-restore /usr/sbin/ipvsadm-boot /etc/init.d/ipvsadm /usr/lib/systemd/system/ipvsadm.service; do
    if [ -e $file ]; then echo $file >&3; else echo "$file is gone" >&3; fi
  done
  if [ -L /etc/systemd/system/multi-user.target.wants/ipvsadm.service ]; then echo enabled >&3; fi
  dpkg-divert --list '*ipvsadm*' >&3
  if [ -e /calls ]; then cat /calls >&3; rm /calls; fi
}
exec 3>&1 >&2
rm -f /usr/sbin/policy-rc.d
`;
const DEBIAN = `
dpkg --no-triggers --install /mnt/debian.deb
echo '${SETTINGS}' >/etc/default/ipvsadm
echo '${RULES}' >/etc/ipvsadm.rules
`;

const INSTALLED = [
  '/usr/sbin/ipvsadm',
  '/usr/sbin/ipvsadm-save',
  '/usr/sbin/ipvsadm-restore',
  '/usr/sbin/ipvsadm-boot',
  '/etc/init.d/ipvsadm',
  '/usr/lib/systemd/system/ipvsadm.service',
];
const gone = (path: string): string => `${path} is gone`;
const REMOVED = INSTALLED.map((path) => (path.startsWith('/etc') ? path : gone(path)));
const KEPT = [`/etc/default/ipvsadm: ${SETTINGS}`, `/etc/ipvsadm.rules: ${RULES}`];

/** What a script shows. Its own words end it if something fails. */
async function shown(script: string): Promise<readonly string[]> {
  const folder = newFolder();
  mkdirSync(join(folder, 'packages'));
  writeDebianPackage(folder);
  copyFileSync(await make(writeDeb), join(folder, 'packages/ours.deb'));
  const { status, stdout, stderr } = runInCopy(folder, PRELUDE + script);
  expect(status, stderr).toBe(0);
  return stdout.trimEnd().split('\n');
}

describe('the .deb on a Debian', () => {
  it("takes the place of Debian's ipvsadm without a question, and keeps settings, rules and the boot", async ({
    skip,
  }) => {
    const why = obstacle();
    skip(why !== undefined, why);
    // Installed twice: the second is an upgrade.
    const lines = await shown(`${DEBIAN} install_ours; show; install_ours; show`);
    const expected = [...KEPT, ...INSTALLED, 'enabled'];
    expect(lines).toEqual([...expected, ...expected]);
  });

  it("leaves what Debian's ipvsadm would find again when it is removed and purged", async ({ skip }) => {
    const why = obstacle();
    skip(why !== undefined, why);
    const lines = await shown(`${DEBIAN} install_ours; dpkg --remove ipvsadm-ts; show; dpkg --purge ipvsadm-ts; show`);
    const purged = REMOVED.map((path) => (path === '/etc/init.d/ipvsadm' ? gone(path) : path));
    expect(lines).toEqual([...KEPT, ...REMOVED, 'enabled', ...KEPT, ...purged]);
  });

  it('is off at first on a machine without ipvsadm, and a purge leaves nothing but the rules', async ({ skip }) => {
    const why = obstacle();
    skip(why !== undefined, why);
    const script = `echo '${RULES}' >/etc/ipvsadm.rules; install_ours; grep -c AUTO=.false /etc/default/ipvsadm >&3
cp /etc/default/ipvsadm /etc/shown; echo '${SETTINGS}' >/etc/default/ipvsadm; show
dpkg --purge ipvsadm-ts; show; find /etc -name '*ipvsadm*' >&3`;
    const purged = [gone('/etc/default/ipvsadm'), `/etc/ipvsadm.rules: ${RULES}`, ...INSTALLED.map(gone)];
    expect(await shown(script)).toEqual(['1', ...KEPT, ...INSTALLED, ...purged, '/etc/ipvsadm.rules']);
  });

  it('has a service that also does what the one of Debian does besides', async ({ skip }) => {
    const why = obstacle();
    skip(why !== undefined, why);
    const actions = ['start', 'reload', 'stop', 'status', 'rate', 'load', 'save', 'clear'];
    const lines = await shown(`${DEBIAN} install_ours; rm -f /lib/lsb/init-functions.d/40-systemd
for action in ${actions.join(' ')}; do service ipvsadm $action; done; cat /calls >&3`);
    expect(lines).toEqual([
      ...['--apply /etc/ipvsadm.rules', '--apply /etc/ipvsadm.rules', '-C', '-Ln', '-Ln --rate'].map(
        (words) => `ipvsadm ${words}`,
      ),
      'ipvsadm --apply /etc/ipvsadm.rules',
      'ipvsadm-save -n --output /etc/ipvsadm.rules',
      'ipvsadm -C',
    ]);
  });

  it('has units in which systemd finds no fault', async ({ skip }) => {
    const why = obstacle() ?? (hasProgram('systemd-analyze') ? undefined : 'systemd-analyze is not installed');
    skip(why !== undefined, why);
    const units = ['ipvsadm.service', 'ipvsadm-metrics.service', 'ipvsadm-metrics.timer'];
    const paths = units.map((name) => `/usr/lib/systemd/system/${name}`).join(' ');
    const verify = `systemd-analyze verify --recursive-errors=no --man=no ${paths}`;
    expect(await shown(`install_ours; ${verify} >&3 2>&3`)).toEqual(['']);
  });
}, 120_000);
