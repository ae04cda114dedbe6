/** Our package on Debian, from its installation to its removal. Each test goes on where the one before has ended. */
import { expect, it } from 'vitest';
import { parsePrometheus, valuesOf } from '../metrics/strict.ts';
import { useDirector } from './machine.ts';
import { ask, installNetwork, NETWORK_FILES, RULES, watch } from './network.ts';
import { ourPackage } from './package.ts';

const director = useDirector(async () => ({
  files: { ...NETWORK_FILES, 'ipvsadm-ts.deb': await ourPackage() },
}));
const { run, must, write } = director;

const OTHER = '-A -u 10.9.0.1:53 -s rr\n';
const HEAVIER = RULES.replace(/2\.2:80 -m -w 1/, '2.2:80 -m -w 2');
const INSTALL = 'dpkg -i /run/lab/files/ipvsadm-ts.deb';
const table = (): Promise<string> => must('ipvsadm -Sn');
const state = async (question: string): Promise<string> => (await run(`systemctl ${question} ipvsadm`)).stdout.trim();

/** Runs a script, and gives what the unit has written to the journal meanwhile, too. */
async function withJournal(script: string): Promise<{ status: number; journal: string }> {
  const [, cursor = ''] = /^-- cursor: (.*)$/m.exec(await must('journalctl -n 0 --show-cursor')) ?? [];
  const { status } = await run(script);
  const journal = await must(`journalctl --sync; journalctl -u ipvsadm -o cat --after-cursor='${cursor}'`);
  return { status, journal };
}

it('is installed without being enabled, with settings that do nothing', async () => {
  await installNetwork(director);
  await must(INSTALL);
  expect([await state('is-enabled'), await state('is-active')]).toEqual(['disabled', 'inactive']);
  expect(await must('cat /etc/default/ipvsadm')).toContain('\nAUTO="false"\n');
  expect(await must('systemd-analyze verify --man=no ipvsadm.service 2>&1')).toBe('');
  expect(await table()).toBe('');
});

it('writes metrics for node_exporter once its timer is switched on, and not before', async () => {
  const timer = 'ipvsadm-metrics.timer';
  expect((await run(`systemctl is-enabled ${timer}`)).stdout).toBe('disabled\n');
  // What `systemctl edit` writes.
  await must(`mkdir /etc/systemd/system/ipvsadm-metrics.service.d
printf '[Service]\nEnvironment=FILE=/var/tmp/ipvs.prom\nEnvironment=OPTIONS=-c\n' \\
  >/etc/systemd/system/ipvsadm-metrics.service.d/override.conf
systemctl daemon-reload
systemctl enable --now ${timer}`);
  const text = await must('until [ -e /var/tmp/ipvs.prom ]; do sleep 1; done; cat /var/tmp/ipvs.prom');
  expect(valuesOf(parsePrometheus(text), 'ipvs_up')).toEqual({ '': '1' });
  expect(await must('stat -c %a /var/tmp/ipvs.prom')).toBe('644\n');
  await must(`systemctl disable --now ${timer} && systemctl revert ipvsadm-metrics.service`);
});

it('leaves the table alone when it is installed again', async () => {
  await must(`ipvsadm -R <<'.'\n${OTHER}.\n${INSTALL}`);
  expect([await state('is-enabled'), await state('is-active')]).toEqual(['disabled', 'inactive']);
  expect(await table()).toBe(OTHER);
});

it('restores the rules and forwards once it is enabled', async () => {
  await write('/etc/ipvsadm.rules', RULES);
  await must(`sed -i 's/^AUTO=.*/AUTO="true"/' /etc/default/ipvsadm`);
  await must('systemctl enable --now ipvsadm');
  expect([await state('is-enabled'), await state('is-active')]).toEqual(['enabled', 'active']);
  expect(await table()).toBe(RULES);
  expect(await ask(director)).toEqual(['one', 'two']);
});

it('keeps the connections when it is reloaded after an edit, and refuses none', async () => {
  await write('/etc/ipvsadm.rules', HEAVIER);
  const seen = await watch(director, () => must('systemctl reload ipvsadm'));
  expect(seen).toMatchObject({ held: 'alive' });
  expect(seen.made).toBeGreaterThan(0);
  expect(await table()).toBe(HEAVIER);
});

it('comes back at a boot, and forwards', async () => {
  await director.reboot();
  expect(await must('systemctl --failed --no-legend')).toBe('');
  expect(await state('is-active')).toBe('active');
  expect(await table()).toBe(HEAVIER);
  expect(await ask(director)).toEqual(['one', 'two']);
});

it('fails a reload with a wrong rule, names its line, and goes on as it was', async () => {
  await write('/etc/ipvsadm.rules', `${RULES}-A -f 0\n`);
  const { status, journal } = await withJournal('systemctl reload ipvsadm');
  expect(status).not.toBe(0);
  expect(journal).toContain("line 4: invalid fwmark value `0' specified\n");
  expect(await state('is-active')).toBe('active');
  expect(await table()).toBe(HEAVIER);
});

it('fails a start with a wrong rule, and leaves the table', async () => {
  await must(`systemctl stop ipvsadm && ipvsadm -R <<'.'\n${OTHER}.`);
  const { status, journal } = await withJournal('systemctl start ipvsadm');
  expect(status).not.toBe(0);
  expect(journal).toContain("line 4: invalid fwmark value `0' specified\n");
  expect(await state('is-active')).toBe('failed');
  expect(await table()).toBe(OTHER);
});

it('starts without a file of rules, says so, and leaves the table', async () => {
  await must('rm /etc/ipvsadm.rules');
  const { status, journal } = await withJournal('systemctl start ipvsadm');
  expect(status).toBe(0);
  expect(journal).toContain('/etc/ipvsadm.rules does not exist: the table stays as it is\n');
  expect(await state('is-active')).toBe('active');
  expect(await table()).toBe(OTHER);
});

it('has no more rights than its unit says', async () => {
  // The settings are a piece of shell that the unit runs. The numbers are those of capabilities(7).
  const rights = [0, 1, 3, 12, 16].reduce((mask, number) => mask + 2 ** number, 0);
  await write(
    '/run/settings',
    'AUTO="true"\ngrep CapEff /proc/self/status >&2; touch /usr/written /etc/written /root/written || true\n',
  );
  await must('mount --bind /run/settings /etc/default/ipvsadm');
  const { status, journal } = await withJournal('systemctl restart ipvsadm');
  await must('umount /etc/default/ipvsadm');
  expect(status).toBe(0);
  expect(journal).toContain(`CapEff:\t${rights.toString(16).padStart(16, '0')}\n`);
  for (const path of ['/usr', '/etc', '/root']) {
    expect(journal).toContain(`touch: cannot touch '${path}/written': Read-only file system\n`);
  }
});

it('leaves the old file when a disk is full', async () => {
  await must(`mkdir /run/full && mount -t tmpfs -o size=8k full /run/full && echo old >/run/full/rules
    for mark in {1..500}; do echo "-A -f $mark -s rr"; done | ipvsadm -R`);
  const { status, stderr } = await run('ipvsadm-save -n --output /run/full/rules');
  expect({ status, stderr }).toEqual({ status: 1, stderr: 'cannot write /run/full/rules: ENOSPC\n' });
  expect(await must('ls /run/full && cat /run/full/rules && umount /run/full')).toBe('rules\nold\n');
});

it('has the edited rules after a restart', async () => {
  await write('/etc/ipvsadm.rules', RULES);
  await must('systemctl restart ipvsadm');
  expect(await table()).toBe(RULES);
  expect(await ask(director)).toEqual(['one', 'two']);
});

it('is removed and purged below a table that goes on, and leaves the rules', async () => {
  await must('systemctl enable --now ipvsadm-metrics.timer');
  const before = await must('cat /proc/net/ip_vs');
  const seen = await watch(director, async () => {
    await must('dpkg --remove ipvsadm-ts && [ ! -e /usr/sbin/ipvsadm ] && [ -e /etc/default/ipvsadm ]');
    expect((await run('systemctl is-active ipvsadm-metrics.timer')).stdout).toBe('inactive\n');
    expect(await ask(director, 10)).toEqual(['one', 'two']);
    await must('dpkg --purge ipvsadm-ts && [ ! -e /etc/default/ipvsadm ]');
  });
  expect(seen).toMatchObject({ held: 'alive' });
  expect(await must("sed 's/ [0-9 ]*$//' /proc/net/ip_vs")).toBe(before.replace(/ [0-9 ]*$/gm, ''));
  expect(await must('cat /etc/ipvsadm.rules')).toBe(RULES);
  expect(await must('find /etc/systemd /usr/lib/systemd /var/lib/systemd -name "*ipvsadm*"')).toBe('');
});
