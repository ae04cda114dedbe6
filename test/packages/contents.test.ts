import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { bunPath } from '../../build/bun.ts';
import { ARCHIVE_CONTENTS, DEB_CONTENTS, type Entry, RPM_CONTENTS } from '../../build/package/contents.ts';
import { copyright } from '../../build/package/copyright.ts';
import { REVISIONS, RUNTIME_PARTS, RUNTIME_SCRIPTS } from '../../build/package/runtime-parts.ts';

const CONTENTS = { deb: DEB_CONTENTS, rpm: RPM_CONTENTS, archive: ARCHIVE_CONTENTS };

const sources = (entries: readonly Entry[]): string[] =>
  entries.flatMap((entry) =>
    entry.kind !== 'link' && typeof entry.from === 'object' && 'file' in entry.from ? [entry.from.file] : [],
  );

test.each([
  ['deb', ['debian']],
  ['rpm', ['redhat']],
  ['archive', ['debian', 'redhat']],
] as const)('%s has every file for the boot of %j', (format, families) => {
  const files = families.flatMap((family) =>
    readdirSync(`docs/boot/${family}`).map((name) => `docs/boot/${family}/${name}`),
  );
  expect(sources(CONTENTS[format])).toEqual(expect.arrayContaining(files));
});

test.each(Object.entries(CONTENTS))('%s has every file for monitoring', (_format, entries) => {
  const files = readdirSync('docs/monitoring').map((name) => `docs/monitoring/${name}`);
  expect(sources(entries)).toEqual(expect.arrayContaining(files));
});

test.each(Object.entries(CONTENTS))('%s has no two entries in one place', (_format, entries) => {
  const places = entries.map(({ to }) => to);
  expect(new Set(places).size).toBe(places.length);
});

test('rpm has the executable where SELinux gives it no domain of its own, as links by all names', () => {
  const [executable] = RPM_CONTENTS.filter((entry) => entry.kind !== 'link' && entry.from === 'executable');
  const links = RPM_CONTENTS.flatMap((entry) =>
    entry.kind === 'link' && entry.to.startsWith('/usr/sbin/') ? [[entry.to, entry.target]] : [],
  );
  expect(executable?.to).toBe('/usr/libexec/ipvsadm-ts/ipvsadm');
  expect(links).toEqual([
    ['/usr/sbin/ipvsadm', '../libexec/ipvsadm-ts/ipvsadm'],
    ['/usr/sbin/ipvsadm-save', 'ipvsadm'],
    ['/usr/sbin/ipvsadm-restore', 'ipvsadm'],
  ]);
});

test.each(['deb', 'rpm'] as const)('%s leaves the file of rules to the administrator', (format) => {
  const places = CONTENTS[format].map(({ to }) => to);
  expect(places).not.toContain('/etc/ipvsadm.rules');
  expect(places).not.toContain('/etc/sysconfig/ipvsadm');
});

describe('the copyright', () => {
  const text = copyright();

  it.each(RUNTIME_PARTS)('names $name, its licence and its source', ({ name, licence, source }) => {
    expect(text).toContain(`${name}\n    Licence: ${licence}\n    Source: ${source}\n`);
  });

  it('names the packages of JavaScript in the runtime', () => {
    for (const name of RUNTIME_SCRIPTS) expect(text.split(/\s/)).toContain(name);
  });

  it('has the terms and the holders of our own licence and of that of zod', () => {
    const [title, , ours, , ...terms] = readFileSync('LICENSE', 'utf8').split('\n');
    expect(title).toBe('MIT License');
    expect(text).toContain(`    ${ours}\n    Licence: MIT`);
    expect(text.endsWith(terms.join('\n'))).toBe(true);
    const [, zod = ''] = /^(Copyright .*)$/m.exec(readFileSync('node_modules/zod/LICENSE', 'utf8')) ?? [];
    expect(text).toContain(`    ${zod}\n    Licence: MIT`);
  });

  it('has lines of at most 120 columns', () => {
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it('names the commits of the runtime that is pinned', ({ skip }) => {
    const bun = bunPath(process.arch === 'arm64' ? 'arm64' : 'x64');
    skip(!existsSync(bun), 'the runtime was not downloaded yet: npm run build:executable');
    const script = 'console.log(JSON.stringify({ ...process.versions, bun: Bun.revision }))';
    const { stdout } = spawnSync(bun, ['-e', script], { cwd: '/', encoding: 'utf8' });
    const { bun: revision, webkit, tinycc } = z.record(z.string(), z.string()).parse(JSON.parse(stdout));
    expect({ bun: revision, webkit, tinycc }).toEqual(REVISIONS);
  });
});
