import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { DEB_CONTENTS } from '../../build/package/contents.ts';
import { writeDeb } from '../../build/package/deb.ts';
import { hasProgram } from '../../tools/lab/program.ts';
import { make } from './making.ts';

const dpkgDeb = (...words: string[]): string => execFileSync('dpkg-deb', words, { encoding: 'utf8' });

describe.skipIf(!hasProgram('dpkg-deb'))('the package for Debian', () => {
  it.each([
    ['x64', 'amd64'],
    ['arm64', 'arm64'],
  ] as const)('for %s has its fields', async (architecture, debian) => {
    const deb = await make(writeDeb, architecture);
    const field = (name: string): string => dpkgDeb('--field', deb, name).trimEnd();
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(deb.endsWith(`/ipvsadm-ts_${version}_${debian}.deb`)).toBe(true);
    expect(field('Version')).toBe(version);
    expect(field('Architecture')).toBe(debian);
    expect(field('Depends')).toBe('libc6 (>= 2.17)');
    expect(field('Recommends')).toBe('kmod');
    expect(field('Provides')).toBe('ipvsadm (= 1:1.31-5)');
    expect(field('Conflicts')).toBe('ipvsadm');
    expect(field('Replaces')).toBe('ipvsadm');
  });

  it('holds its contents with their modes, owned by root', async () => {
    const listing = dpkgDeb('--contents', await make(writeDeb))
      .trimEnd()
      .split('\n');
    const found = listing
      .map((line) => /^(\S+) (\S+) +\d+ \S+ \S+ \.(.*?)(?: -> (.*))?$/.exec(line)?.slice(1))
      .filter((row) => !row?.[2]?.endsWith('/'));
    const wanted = DEB_CONTENTS.map((entry) => {
      if (entry.kind === 'link') return ['lrwxrwxrwx', 'root/root', entry.to, entry.target];
      return [entry.mode === 0o755 ? '-rwxr-xr-x' : '-rw-r--r--', 'root/root', entry.to, undefined];
    });
    expect(found.sort()).toEqual(wanted.sort());
  });

  it('has the init script as its only conffile, and sums of the rest', async () => {
    const deb = await make(writeDeb);
    const folder = join(dirname(deb), 'unpacked');
    mkdirSync(folder);
    execFileSync('dpkg-deb', ['--raw-extract', deb, folder]);
    expect(readFileSync(join(folder, 'DEBIAN/conffiles'), 'utf8')).toBe('/etc/init.d/ipvsadm\n');
    expect(spawnSync('md5sum', ['--check', '--quiet', 'DEBIAN/md5sums'], { cwd: folder }).status).toBe(0);
  });

  it('has one time for all', async () => {
    const listing = dpkgDeb('--contents', await make(writeDeb))
      .trimEnd()
      .split('\n');
    const minutes = listing.map((line) => /\d{4}-\d\d-\d\d \d\d:\d\d/.exec(line)?.[0]);
    expect(new Set(minutes).size).toBe(1);
  });

  it('is the same bytes when it is made again', async () => {
    const [one, other] = [await make(writeDeb), await make(writeDeb)];
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
  });
});

test.each(['init', 'preinst', 'postinst', 'prerm', 'postrm'])('%s is a script that a plain shell can read', (name) => {
  const path = `build/package/debian/${name}`;
  expect(readFileSync(path, 'utf8')).toMatch(/^#!\/bin\/sh\n/);
  expect(spawnSync('sh', ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});
