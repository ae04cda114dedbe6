import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeArchive } from '../../build/package/archive.ts';
import { ARCHIVE_CONTENTS } from '../../build/package/contents.ts';
import { make } from './making.ts';

test('the archive holds its contents with their modes, owned by root, in one folder', async () => {
  const archive = await make(writeArchive, 'arm64');
  expect(archive).toMatch(/\/ipvsadm-ts-[\d.]+-linux-arm64\.tar\.xz$/);
  const listing = execFileSync('tar', ['--numeric-owner', '-tvf', archive], { encoding: 'utf8' }).trimEnd().split('\n');
  const found = listing
    .map((line) => /^(\S+) +(\S+) +\d+ \S+ \S+ ipvsadm-ts-[\d.]+-linux-arm64\/(.*?)(?: -> (.*))?$/.exec(line)?.slice(1))
    .filter((row) => row?.[2] !== '' && !row?.[2]?.endsWith('/'));
  const wanted = ARCHIVE_CONTENTS.map((entry) => {
    if (entry.kind === 'link') return ['lrwxrwxrwx', '0/0', entry.to, entry.target];
    return [entry.mode === 0o755 ? '-rwxr-xr-x' : '-rw-r--r--', '0/0', entry.to, undefined];
  });
  expect(found.sort()).toEqual(wanted.sort());
});

test('the same contents make the same bytes', async () => {
  const [one, other] = [await make(writeArchive), await make(writeArchive)];
  expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
});
