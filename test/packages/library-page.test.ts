import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { type Guide, readGuide } from '../../tools/guide/guide.ts';
import { stepsOf } from '../../tools/guide/page.ts';
import { LIBRARY } from '../scenarios/library.ts';
import { TESTING } from '../scenarios/testing.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The programs of a page by name: the contents of its here-documents. */
const programsOf = (guide: Guide): ReadonlyMap<string, string> =>
  new Map(
    readGuide(guide)
      .sections.flatMap(stepsOf)
      .flatMap(({ command }) => {
        const [, name, text] = /^cat >(\S+\.(?:mjs|ts)) <<'END'\n(.*)\nEND$/s.exec(command) ?? [];
        return name !== undefined && text !== undefined ? [[name, text] as const] : [];
      }),
  );

const COMPILER = ['--noEmit', '--allowJs', '--checkJs', '--strict', '--skipLibCheck'];

/** What the compiler reports about programs that import the installed package. Empty when all is well. */
function complaints(texts: ReadonlyMap<string, string>, module: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-library-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/ipvsadm-ts'));
  for (const name of ['@types', 'vitest']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  for (const [name, text] of texts) writeFileSync(join(folder, name), text);
  const words = [...COMPILER, '--module', module, '--target', 'es2023', '--types', 'node', ...texts.keys()];
  try {
    return execFileSync(join(root, 'node_modules/.bin/tsc'), words, { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

it.each([
  { guide: LIBRARY, count: 7, module: 'nodenext' },
  // vitest finds files as a bundler does.
  { guide: TESTING, count: 2, module: 'preserve' },
])('the programs of the page $guide.name agree with the types of the package', ({ guide, count, module }) => {
  const programs = programsOf(guide);
  expect(programs.size).toBe(count);
  expect(complaints(programs, module)).toBe('');
});
