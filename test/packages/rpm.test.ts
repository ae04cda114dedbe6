import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import { RPM_CONTENTS } from '../../build/package/contents.ts';
import { writeRpm } from '../../build/package/rpm.ts';
import { prepareRpm, type RpmTools } from '../../build/package/rpmbuild.ts';
import { obstacle, runInCopy } from './machine-copy.ts';
import { EPOCH, make, newFolder } from './making.ts';

let tools: RpmTools | undefined;
/** Why there is no rpmbuild: it could not be downloaded, or is not for this machine. */
let absent = '';

beforeAll(async () => {
  try {
    tools = await prepareRpm();
  } catch (error) {
    absent = error instanceof Error ? error.message : String(error);
  }
}, 300_000);

function rpm(...words: string[]): string {
  const { rpm: program = '', env = {} } = tools ?? {};
  return execFileSync(program, words, { encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ...env } });
}

/** Lines of what rpm tells about a package, without those that rpmbuild adds for rpm itself. */
const query = (file: string, ...words: string[]): string[] =>
  rpm('-qp', ...words, file)
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('rpmlib('));

const CONTENTS = RPM_CONTENTS.map((entry) => {
  if (entry.kind === 'link') return `${entry.to} 120777 root:root ${entry.target}`;
  return `${entry.to} ${(0o100000 + entry.mode).toString(8)} root:root `;
});
const FOLDERS = [
  '/usr/libexec/initscripts/legacy-actions/ipvsadm',
  '/usr/libexec/ipvsadm-ts',
  '/usr/share/doc/ipvsadm-ts',
  '/usr/share/doc/ipvsadm-ts/monitoring',
].map((folder) => `${folder} 40755 root:root `);

describe("the package for Red Hat's family", () => {
  it.for([
    ['x64', 'x86_64', 'x86-64'],
    ['arm64', 'aarch64', 'aarch-64'],
  ] as const)('for %s says what it needs and whose place it takes', async ([architecture, machine, isa], { skip }) => {
    skip(tools === undefined, absent);
    const file = await make(writeRpm, architecture);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(file.endsWith(`/ipvsadm-ts-${version}-1.${machine}.rpm`)).toBe(true);
    expect(query(file, '--qf', '%{ARCH} %{LICENSE} %{BUILDTIME} %{BUILDHOST}')).toEqual([
      `${machine} MIT ${EPOCH} localhost`,
    ]);
    expect(new Set(query(file, '--requires'))).toEqual(new Set(['/bin/sh', 'libc.so.6(GLIBC_2.17)(64bit)']));
    expect(query(file, '--provides')).toEqual([
      'ipvsadm = 1.31',
      `ipvsadm-ts = ${version}-1`,
      `ipvsadm-ts(${isa}) = ${version}-1`,
    ]);
    expect(query(file, '--conflicts')).toEqual(['ipvsadm']);
    expect(query(file, '--recommends')).toEqual(['kmod']);
  });

  it('holds its contents with their modes, owned by root, of one time', async ({ skip }) => {
    skip(tools === undefined, absent);
    const file = await make(writeRpm);
    const format = '[%{FILENAMES} %{FILEMODES:octal} %{FILEUSERNAME}:%{FILEGROUPNAME} %{FILELINKTOS}\n]';
    const trimmed = (lines: readonly string[]) => lines.map((line) => line.trimEnd()).sort();
    expect(trimmed(query(file, '--qf', format))).toEqual(trimmed([...CONTENTS, ...FOLDERS]));
    expect(new Set(query(file, '--qf', '[%{FILEMTIMES}\n]'))).toEqual(new Set([String(EPOCH)]));
  });

  it('keeps edited settings, and marks manuals and licences', async ({ skip }) => {
    skip(tools === undefined, absent);
    const file = await make(writeRpm);
    expect(query(file, '--qf', '[%{FILENAMES} %{FILEFLAGS:fflags}\n]')).toEqual(
      expect.arrayContaining([
        '/etc/sysconfig/ipvsadm-config cn',
        '/usr/share/man/man8/ipvsadm.8.gz d',
        '/usr/share/doc/ipvsadm-ts/copyright dl',
      ]),
    );
  });

  it('has scripts that reload the units, and stop the timer of the metrics when the package goes', async ({ skip }) => {
    skip(tools === undefined, absent);
    const file = await make(writeRpm);
    const script = (name: string) => readFileSync(`build/package/redhat/${name}`, 'utf8').trimEnd();
    const [reload, stop] = [script('reload-units'), script('stop-timer')];
    expect(query(file, '--scripts')).toEqual([
      'postinstall scriptlet (using /bin/sh):',
      ...reload.split('\n'),
      'preuninstall scriptlet (using /bin/sh):',
      ...stop.split('\n'),
      'postuninstall scriptlet (using /bin/sh):',
      ...reload.split('\n'),
    ]);
    expect([reload, stop].flatMap((text) => text.match(/systemctl .*?(?= \|\|)/g))).toEqual([
      'systemctl --system daemon-reload',
      'systemctl --system disable --now ipvsadm-metrics.timer',
    ]);
  });

  it.for(['save', 'reload-units', 'stop-timer'])('%s is a script that a plain shell can read', (name) => {
    const { status, stderr } = spawnSync('sh', ['-n', `build/package/redhat/${name}`], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('can be installed into an empty tree and erased, which leaves edited settings and the rules', async ({ skip }) => {
    skip(tools === undefined, absent);
    skip(process.getuid?.() !== 0, 'rpm installs files of root only as root');
    const tree = newFolder();
    const file = await make(writeRpm);
    // The tree has no shell for the scripts and no C library.
    rpm('--root', tree, '--install', '--nodeps', '--noscripts', '--ignorearch', file);
    for (const { to } of RPM_CONTENTS) expect(existsSync(join(tree, to)), to).toBe(true);
    rpm('--root', tree, '--verify', 'ipvsadm-ts', '--nodeps', '--noscripts');
    const settings = join(tree, 'etc/sysconfig/ipvsadm-config');
    execFileSync('sh', [
      '-c',
      'echo >>"$0" IPVS_SAVE_ON_STOP=yes; touch "$1"',
      settings,
      join(tree, 'etc/sysconfig/ipvsadm'),
    ]);
    rpm('--root', tree, '--erase', '--noscripts', 'ipvsadm-ts');
    expect(existsSync(join(tree, 'usr/sbin/ipvsadm'))).toBe(false);
    expect(readFileSync(`${settings}.rpmsave`, 'utf8')).toContain('IPVS_SAVE_ON_STOP=yes');
    expect(existsSync(join(tree, 'etc/sysconfig/ipvsadm'))).toBe(true);
  });

  it('is installed, upgraded and erased with its scripts, which call systemctl alone', async ({ skip }) => {
    const why = tools === undefined ? absent : obstacle();
    skip(why !== undefined, why);
    const folder = newFolder();
    mkdirSync(join(folder, 'packages'));
    copyFileSync(await make(writeRpm), join(folder, 'packages/ours.rpm'));
    const script = `set -eu; exec 3>&1 >&2
mkdir -p /run/systemd/system
rm -f /usr/bin/systemctl
printf '#!/bin/sh\\necho systemctl "$@" >>/calls\\n' >/usr/bin/systemctl
chmod +x /usr/bin/systemctl
'${tools?.rpm}' --install --nodeps /mnt/ours.rpm
echo edited >/etc/sysconfig/ipvsadm-config; echo rules >/etc/sysconfig/ipvsadm
'${tools?.rpm}' --upgrade --nodeps --force /mnt/ours.rpm
cat /etc/sysconfig/ipvsadm-config >&3
'${tools?.rpm}' --erase ipvsadm-ts
cat /etc/sysconfig/ipvsadm /calls >&3`;
    const { status, stdout, stderr } = runInCopy(folder, script, tools?.env);
    expect(status, stderr).toBe(0);
    const reload = 'systemctl --system daemon-reload';
    expect(stdout.trimEnd().split('\n')).toEqual([
      ...['edited', 'rules', reload, reload, reload],
      ...['systemctl --system disable --now ipvsadm-metrics.timer', reload],
    ]);
  });

  it('is the same bytes when it is made again', async ({ skip }) => {
    skip(tools === undefined, absent);
    const [one, other] = [await make(writeRpm), await make(writeRpm)];
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
  });
});
