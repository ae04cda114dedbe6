import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { readGuide } from '../../tools/guide/guide.ts';
import { stepsOf } from '../../tools/guide/page.ts';
import { LIBRARY } from '../scenarios/library.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The programs of the page by name: the contents of its here-documents. */
const programs = new Map(
  readGuide(LIBRARY)
    .sections.flatMap(stepsOf)
    .flatMap(({ command }) => {
      const [, name, text] = /^cat >(\S+\.mjs) <<'END'\n(.*)\nEND$/s.exec(command) ?? [];
      return name !== undefined && text !== undefined ? [[name, text] as const] : [];
    }),
);

const COMPILER = ['--noEmit', '--allowJs', '--checkJs', '--strict', '--skipLibCheck', '--module', 'nodenext'];

/** What the compiler reports about programs that import the installed package. Empty when all is well. */
function complaints(texts: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-library-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/ipvsadm-ts'));
  symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  for (const [name, text] of texts) writeFileSync(join(folder, name), text);
  const words = [...COMPILER, '--target', 'es2023', '--types', 'node', ...texts.keys()];
  try {
    return execFileSync(join(root, 'node_modules/.bin/tsc'), words, { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

it('the programs of docs/guides/library.md agree with the types of the package', () => {
  expect(programs.size).toBe(7);
  expect(complaints(programs)).toBe('');
});
