import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ipvsadm-compiled-'));
  cpSync(DIST, folder, { recursive: true, filter: (path) => !path.endsWith('.compiled') && !path.endsWith('lib') });
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What a start in the folder prints about itself, to options of Node. */
const start = (code: string, ...options: readonly string[]): string =>
  execFileSync(process.execPath, [...options, '--eval', `const start = require('${folder}/ipvsadm.cjs'); ${code}`], {
    encoding: 'utf8',
  });

const wasCompiled = (...options: readonly string[]): string => start('console.log(start.wasCompiled)', ...options);

/** The file that a start has left for later ones. */
function keep(...options: readonly string[]): string {
  start('start.keepCompiled()', ...options);
  const [name, ...others] = readdirSync(folder).filter((file) => file.endsWith('.compiled'));
  if (name === undefined || others.length > 0) throw new Error('not one file was left');
  return join(folder, name);
}

/** The command works, with compiled code and without. */
function expectToRun(): void {
  const words = ['--eval', `process.argv = ['', '', '-v']; require('${folder}/ipvsadm.cjs').main('ipvsadm')`];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^ipvsadm v1\.31 /);
}

describe('the compiled bundle', () => {
  it('may be missing', () => {
    expect(wasCompiled()).toBe('false\n');
    expectToRun();
  });

  it('is used by the same Node', () => {
    keep();
    expect(wasCompiled()).toBe('true\n');
    expectToRun();
  });

  it.each<[string, (file: string) => void]>([
    ['cut short', (file) => truncateSync(file, statSync(file).size - 1000)],
    ['empty', (file) => truncateSync(file, 0)],
    ['something else', (file) => writeFileSync(file, Buffer.alloc(100_000, 'x'))],
  ])('is ignored when it is %s', (_what, spoil) => {
    spoil(keep());
    expect(wasCompiled()).toBe('false\n');
    expectToRun();
  });

  it('is ignored by a Node with other options for the compiler', () => {
    keep('--no-opt');
    expect(wasCompiled()).toBe('false\n');
    expectToRun();
  });
});
