/** The unit for Red Hat's family, with its files, run by systemd. Each test goes on where the one before has ended. */
import { expect, it } from 'vitest';
import { shipped } from '../boot/unit-file.ts';
import { useDirector } from './machine.ts';
import { ask, installNetwork, NETWORK_FILES, RULES } from './network.ts';
import { EXECUTABLE } from './package.ts';

const SCRIPTS = ['ipvsadm-apply-if-there', 'ipvsadm-save-if-asked'];
const FILES = [...SCRIPTS, 'ipvsadm-config', 'ipvsadm.service'];
const director = useDirector(() => ({
  files: {
    ...NETWORK_FILES,
    ipvsadm: EXECUTABLE,
    ...Object.fromEntries(FILES.map((name) => [`redhat/${name}`, shipped('redhat', name)])),
  },
}));
const { run, must, write } = director;

const SAVE = 'IPVS_SAVE_ON_STOP="yes"\nIPVS_SAVE_ON_RESTART="no"\n';
const state = async (question: string): Promise<string> => (await run(`systemctl ${question} ipvsadm`)).stdout.trim();
const saved = (): Promise<string> => must('cat /etc/sysconfig/ipvsadm');
const table = (): Promise<string> => must('ipvsadm -Sn');

it('is a unit without a mistake', async () => {
  await installNetwork(director);
  await must(`cd /run/lab/files
    install -D -m 755 ipvsadm /usr/libexec/ipvsadm-ts/ipvsadm
    ln -s ../libexec/ipvsadm-ts/ipvsadm /usr/sbin/ipvsadm && ln -s ipvsadm /usr/sbin/ipvsadm-save
    cd redhat
    install -m 755 ${SCRIPTS.join(' ')} /usr/sbin/
    install -m 644 ipvsadm.service /usr/lib/systemd/system/
    mkdir /etc/sysconfig && install -m 600 ipvsadm-config /etc/sysconfig/
    systemctl daemon-reload`);
  expect(await must('systemd-analyze verify --man=no ipvsadm.service 2>&1')).toBe('');
});

it('starts without a file of rules, and forwards once there is one', async () => {
  await must('systemctl enable --now ipvsadm');
  expect(await table()).toBe('');
  await write('/etc/sysconfig/ipvsadm', RULES);
  await must('systemctl reload ipvsadm');
  expect(await ask(director)).toEqual(['one', 'two']);
});

it('saves at a shutdown when it is asked to, and restores that at the boot', async () => {
  await write('/etc/sysconfig/ipvsadm-config', SAVE);
  await must('ipvsadm -e -t 10.9.0.1:80 -r 10.9.1.2:80 -m -w 7');
  await director.reboot();
  expect(await saved()).toContain('-r 10.9.1.2:80 -m -w 7\n');
  expect(await state('is-active')).toBe('active');
  expect(await table()).toContain('-r 10.9.1.2:80 -m -w 7\n');
  expect(await ask(director)).toEqual(['one', 'two']);
});

it('saves to a file of another owner, and keeps that owner and the mode', async () => {
  await must('chown games:users /etc/sysconfig/ipvsadm && chmod 640 /etc/sysconfig/ipvsadm');
  await must('systemctl stop ipvsadm && systemctl start ipvsadm');
  expect(await must('stat -c %U:%G:%a /etc/sysconfig/ipvsadm')).toBe('games:users:640\n');
  expect(await table()).toContain('-r 10.9.1.2:80 -m -w 7\n');
});

it('does not save at a restart, which has the edited rules', async () => {
  await write('/etc/sysconfig/ipvsadm', RULES);
  await must('systemctl restart ipvsadm');
  expect(await saved()).toBe(RULES);
  expect(await table()).toBe(RULES);
});

it('leaves the old file and the table when the disk is full at a stop', async () => {
  await must('cp -r /etc/sysconfig /run/kept && mount -t tmpfs -o size=12k full /etc/sysconfig');
  await must('cp /run/kept/* /etc/sysconfig && for mark in {1..500}; do echo "-A -f $mark -s rr"; done | ipvsadm -R');
  const many = await table();
  await run('systemctl stop ipvsadm');
  expect(await state('is-active')).toBe('failed');
  expect(await must('journalctl -u ipvsadm -o cat')).toContain('cannot write /etc/sysconfig/ipvsadm: ENOSPC\n');
  expect(await saved()).toBe(RULES);
  expect(await table()).toBe(many);
  expect(await ask(director)).toEqual(['one', 'two']);
});
