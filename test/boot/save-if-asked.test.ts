/** Red Hat's script at a stop, with programs that only tell how they were called. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, expect, it } from 'vitest';
import { jobProgram } from './systemctl.ts';
import { shipped } from './unit-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-boot-'));
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), script);
  chmodSync(join(folder, name), 0o755);
}

const SAVED = 'ipvsadm-save -n --all --output /etc/sysconfig/ipvsadm\n';

it.each<[string, Record<string, string>, string, number, string]>([
  ['stop', { IPVS_SAVE_ON_STOP: 'yes' }, SAVED, 0, ''],
  ['stop', { IPVS_SAVE_ON_STOP: 'yes', IPVS_SAVE_ON_RESTART: 'no' }, SAVED, 0, ''],
  ['stop', { IPVS_SAVE_ON_STOP: 'no', IPVS_SAVE_ON_RESTART: 'yes' }, '', 0, ''],
  ['stop', {}, '', 0, ''],
  ['stop', { IPVS_SAVE_ON_STOP: '' }, '', 0, ''],
  ['restart', { IPVS_SAVE_ON_STOP: 'no', IPVS_SAVE_ON_RESTART: 'yes' }, SAVED, 0, ''],
  ['restart', { IPVS_SAVE_ON_STOP: 'yes', IPVS_SAVE_ON_RESTART: 'no' }, '', 0, ''],
  ['restart', { IPVS_SAVE_ON_STOP: 'yes' }, '', 0, ''],
  [
    'stop',
    { IPVS_SAVE_ON_STOP: 'yes# at shutdown' },
    '',
    2,
    '/etc/sysconfig/ipvsadm-config: to save is yes or no, not yes# at shutdown\n',
  ],
])('%s with %j', (job, variables, stdout, status, stderr) => {
  program('systemctl', jobProgram(job));
  program('ipvsadm-save', '#!/bin/sh\necho ipvsadm-save "$@"\n');
  const env = { ...variables, PATH: `${folder}:${process.env.PATH ?? ''}` };
  const outcome = spawnSync(shipped('redhat', 'ipvsadm-save-if-asked'), { env, encoding: 'utf8' });
  expect(outcome).toMatchObject({ status, stdout, stderr });
});
