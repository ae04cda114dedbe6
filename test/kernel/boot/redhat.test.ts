/** What is saved at a stop of Red Hat's unit, and what is not. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../cli/outcome.ts';
import { useClients } from '../kernel.ts';
import { DONE, FILES, RULES, RULES_FILE, useServices } from './installed.ts';

const clients = useClients();
const install = useServices();
const { rules, settings: settingsFile } = FILES.redhat;

const CHANGED = `${RULES}-A -f 9 -s rr\n`;
const SAVED = `--set 900 120 300\n${CHANGED}`;

/** Sets what `SAVED` says, as an operator would. */
const change = async (text: string): Promise<void> => {
  const outcome = await runCommand(clients.client, ['-R'], `-C\n--set 900 120 300\n${text}`);
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
};
const table = async (): Promise<string> => (await runCommand(clients.client, ['-Sn'])).stdout;

describe('a changed table', () => {
  it.each<[string, string, 'stop' | 'restart', string]>([
    ['is saved', "IPVS_SAVE_ON_STOP='yes'\t\r\nIPVS_SAVE_ON_RESTART=no\r\n", 'stop', SAVED],
    ['is not saved', '#IPVS_SAVE_ON_STOP="yes"\n; IPVS_SAVE_ON_STOP=yes\n', 'stop', RULES_FILE],
    ['is saved', 'IPVS_SAVE_ON_RESTART="yes"\n', 'restart', SAVED],
    ['is not saved', 'IPVS_SAVE_ON_STOP="yes"\n', 'restart', RULES_FILE],
  ])('%s with %j at a %s', async (_, settings, job, expected) => {
    const service = install('redhat', settings);
    expect(await service.start()).toEqual(DONE);
    await change(CHANGED);
    expect(await service[job]()).toEqual(DONE);
    expect(service.read(rules)).toBe(expected);
    const kept = expected === SAVED ? CHANGED : RULES;
    expect(await table()).toBe(job === 'stop' ? '' : kept);
  });

  it('is not saved without a file of settings', async () => {
    const service = install('redhat');
    service.remove(settingsFile);
    await service.start();
    await change(CHANGED);
    expect(await service.stop()).toEqual(DONE);
    expect(service.read(rules)).toBe(RULES_FILE);
  });
});

it('a start without a file of rules is followed by a stop that saves one', async () => {
  const service = install('redhat', 'IPVS_SAVE_ON_STOP="yes"\n');
  service.remove(rules);
  expect(await service.start()).toMatchObject({ status: 0 });
  await change(CHANGED);
  expect(await service.stop()).toEqual(DONE);
  expect(service.read(rules)).toBe(SAVED);
  expect(await service.start()).toEqual(DONE);
  expect(await table()).toBe(CHANGED);
});

it('what was saved comes back, with the timeouts', async () => {
  const service = install('redhat', 'IPVS_SAVE_ON_STOP="yes"\n');
  await service.start();
  await change(CHANGED);
  await service.stop();
  await clients.client.change({ type: 'set-timeouts', timeouts: { tcp: 901, tcpFin: 121, udp: 301 } });
  expect(await service.start()).toEqual(DONE);
  expect(await table()).toBe(CHANGED);
  expect(await clients.client.timeouts()).toEqual({ tcp: 900, tcpFin: 120, udp: 300 });
});

it('a full disk leaves the old file whole, and the table to be saved elsewhere', async () => {
  const service = install('redhat');
  const disk = service.path('etc/sysconfig');
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12k', 'full', disk])).toMatchObject({ status: 0 });
  try {
    service.write(rules, RULES_FILE);
    service.write(settingsFile, 'IPVS_SAVE_ON_STOP="yes"\n');
    expect(await service.start()).toEqual(DONE);
    const many = Array.from({ length: 500 }, (_, mark) => `-A -f ${mark + 1} -s rr\n`).join('');
    await change(many);
    expect(await service.stop()).toEqual({ status: 1, output: 'cannot write /etc/sysconfig/ipvsadm: ENOSPC\n' });
    expect(service.state).toBe('failed');
    expect(service.read(rules)).toBe(RULES_FILE);
    expect(readdirSync(disk).sort()).toEqual(['ipvsadm', 'ipvsadm-config']);
    expect(await table()).toBe(many);
  } finally {
    spawnSync('umount', [disk]);
  }
});

it('a setting that is neither yes nor no stops nothing', async () => {
  const service = install('redhat', 'IPVS_SAVE_ON_STOP="yes" # at shutdown\n');
  await service.start();
  expect(await service.stop()).toEqual({
    status: 2,
    output: '/etc/sysconfig/ipvsadm-config: to save is yes or no, not yes# at shutdown\n',
  });
  expect(service.read(rules)).toBe(RULES_FILE);
  expect(await table()).toBe(RULES);
});
