import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadModule, modprobePaths } from '../../src/ipvs/modprobe.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modprobe-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Writes a program that stands for modprobe, and returns its path. */
async function modprobe(script: string): Promise<string> {
  const path = join(folder, 'modprobe');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('loadModule', () => {
  it('returns undefined when modprobe says that the module is there', async () => {
    expect(await loadModule('ip_vs', [await modprobe('test "$*" = "-q -- ip_vs"')])).toBeUndefined();
  });

  it('returns what modprobe wrote when it fails', async () => {
    const path = await modprobe('echo "modprobe: FATAL: no $3" >&2; exit 1');
    expect(await loadModule('ip_vs', [path])).toBe('modprobe: FATAL: no ip_vs');
  });

  it('returns a reason when modprobe fails and writes nothing', async () => {
    const path = await modprobe('exit 3');
    expect(await loadModule('ip_vs', [path])).toContain(path);
  });

  it('runs the first program that exists', async () => {
    const path = await modprobe('exit 0');
    expect(await loadModule('ip_vs', [join(folder, 'missing'), path, join(folder, 'later')])).toBeUndefined();
  });

  it('runs no second program when the first one fails', async () => {
    const mark = join(folder, 'mark');
    const second = join(folder, 'second');
    await writeFile(second, `#!/bin/sh\n: > ${mark}\n`);
    await chmod(second, 0o755);
    expect(await loadModule('ip_vs', [await modprobe('echo no >&2; exit 1'), second])).toBe('no');
    await expect(rm(mark)).rejects.toThrow('ENOENT');
  });

  it('names the paths when none of the programs exists', async () => {
    const paths = [join(folder, 'one'), join(folder, 'two')];
    expect(await loadModule('ip_vs', paths)).toBe(`no such program: ${paths.join(', ')}`);
  });

  it('hands nothing of the environment over, nor the working directory', async () => {
    vi.stubEnv('MODPROBE_OPTIONS', '-C /tmp');
    vi.stubEnv('LD_PRELOAD_FOR_TEST', 'x');
    const path = await modprobe(
      'echo "$PWD $(env | grep -vE "^(PWD|SHLVL|_|OLDPWD)=" | sort | tr "\\n" " ")" >&2; exit 1',
    );
    expect(await loadModule('ip_vs', [path])).toBe('/ HOME=/ PATH=/sbin:/usr/sbin:/bin:/usr/bin');
    expect(process.env.MODPROBE_OPTIONS).toBe('-C /tmp');
  });
});

describe('modprobePaths', () => {
  const DEFAULTS = ['/sbin/modprobe', '/usr/sbin/modprobe'];

  it('begins with the program that the kernel itself runs', () => {
    expect(modprobePaths('/opt/kmod/modprobe\n')).toEqual(['/opt/kmod/modprobe', ...DEFAULTS]);
  });

  it('has no path twice', () => {
    expect(modprobePaths('/usr/sbin/modprobe\n')).toEqual(['/usr/sbin/modprobe', '/sbin/modprobe']);
  });

  it.each([
    ['empty', '\n'],
    ['missing', undefined],
    ['a relative path', 'modprobe\n'],
    ['a path of the working directory', './modprobe\n'],
  ])('has only the usual paths when the setting is %s', (_, setting) => {
    expect(modprobePaths(setting)).toEqual(DEFAULTS);
  });
});
