import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadModule } from '../../src/ipvs/modprobe.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modprobe-'));
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Puts a program of our own before the real modprobe, which is never run. */
async function modprobe(script: string): Promise<void> {
  await writeFile(join(folder, 'modprobe'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'modprobe'), 0o755);
}

it('answers undefined when modprobe says that the module is there', async () => {
  await modprobe('test "$*" = "-q -- ip_vs"');
  expect(await loadModule('ip_vs')).toBeUndefined();
});

it('answers what modprobe said', async () => {
  await modprobe('echo "modprobe: FATAL: no $3" >&2; exit 1');
  expect(await loadModule('ip_vs')).toBe('modprobe: FATAL: no ip_vs');
});

it('answers why there is no answer when modprobe said nothing', async () => {
  await modprobe('exit 3');
  expect(await loadModule('ip_vs')).toContain('modprobe');
});
