import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from '../../../src/cli/files/replace-file.ts';
import { CommandError } from '../../../src/cli/report/errors.ts';
import { UNPRIVILEGED } from '../bin.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
/** Every name in the folder, hidden ones too. */
const names = (): string[] => readdirSync(folder).toSorted();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ipvsadm-replace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a file', () => {
  it.each<[title: string, before: string | undefined, after: string]>([
    ['is made', undefined, 'new\n'],
    ['is replaced', 'old\n', 'new\n'],
    ['is replaced by a longer one', 'old\n', 'x'.repeat(1_000_000)],
    ['is replaced by nothing', 'old\n', ''],
  ])('%s, and nothing else is left', (_, before, after) => {
    if (before !== undefined) writeFileSync(at('rules'), before);
    replaceFile(at('rules'), after);
    expect(readFileSync(at('rules'), 'utf8')).toBe(after);
    expect(names()).toEqual(['rules']);
  });

  it('that a reader has open stays as it was to that reader', () => {
    writeFileSync(at('rules'), 'old\n');
    const { ino } = statSync(at('rules'));
    replaceFile(at('rules'), 'new\n');
    expect(statSync(at('rules')).ino).not.toBe(ino);
  });

  it.each([0o600, 0o640, 0o444, 0o666])('keeps the permissions %o', (mode) => {
    writeFileSync(at('rules'), 'old\n');
    chmodSync(at('rules'), mode);
    replaceFile(at('rules'), 'new\n');
    expect(statSync(at('rules')).mode & 0o7777).toBe(mode);
  });

  it('that is new has the permissions that the umask leaves', () => {
    const before = process.umask(0o027);
    try {
      replaceFile(at('rules'), 'new\n');
    } finally {
      process.umask(before);
    }
    expect(statSync(at('rules')).mode & 0o7777).toBe(0o640);
  });

  it.skipIf(process.getuid?.() !== 0)('keeps its owner', () => {
    writeFileSync(at('rules'), 'old\n');
    spawnSync('chown', ['123:456', at('rules')]);
    replaceFile(at('rules'), 'new\n');
    expect(statSync(at('rules'))).toMatchObject({ uid: 123, gid: 456 });
  });
});

describe('a symbolic link', () => {
  it.each([
    ['to a file', true, 'there/rules'],
    ['to a file that is not there yet', false, 'there/rules'],
    ['with a whole path', false, undefined],
  ])('%s stays one', (_, exists, to) => {
    mkdirSync(at('there'));
    if (exists) writeFileSync(at('there/rules'), 'old\n');
    const target = to ?? at('there/rules');
    symlinkSync(target, at('second'));
    symlinkSync('second', at('first'));
    replaceFile(at('first'), 'new\n');
    expect([readlinkSync(at('first')), readlinkSync(at('second'))]).toEqual(['second', target]);
    expect(readFileSync(at('there/rules'), 'utf8')).toBe('new\n');
    expect(lstatSync(at('there/rules')).isFile()).toBe(true);
    expect([names(), readdirSync(at('there'))]).toEqual([['first', 'second', 'there'], ['rules']]);
  });
});

// Not one of the host's devices: a broken replaceFile would replace it.
describe('what is no file', () => {
  it('is written to: a pipe', async () => {
    spawnSync('mkfifo', [at('pipe')]);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const read = text(reader.stdout);
    replaceFile(at('pipe'), 'new\n');
    expect(await read).toBe('new\n');
    if (reader.exitCode === null) await once(reader, 'exit');
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  });
});

describe('one line names the file and the error', () => {
  it.each<[title: string, make: () => void, path: string, code: string]>([
    ['a folder that is not there', () => undefined, 'none/rules', 'ENOENT'],
    ['a folder instead of a file', () => mkdirSync(at('rules')), 'rules', 'EISDIR'],
    ['a file instead of a folder', () => writeFileSync(at('file'), ''), 'file/rules', 'ENOTDIR'],
    ['links in a circle', () => symlinkSync('rules', at('rules')), 'rules', 'ELOOP'],
    ['a name that is too long', () => undefined, 'x'.repeat(300), 'ENAMETOOLONG'],
  ])('%s', (_, make, path, code) => {
    make();
    const before = names();
    expect(() => replaceFile(at(path), 'new\n')).toThrow(new CommandError(`cannot write ${at(path)}: ${code}`, 1));
    expect(names()).toEqual(before);
  });

  it('a folder that may not be written to', () => {
    writeFileSync(at('rules'), 'old\n');
    chmodSync(folder, 0o555);
    // In a process of its own, because permissions bind nobody who is root.
    const module = fileURLToPath(new URL('../../../src/cli/files/replace-file.ts', import.meta.url));
    const code = `import { replaceFile } from '${module}'; replaceFile('${at('rules')}', 'new\\n');`;
    const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', code];
    const [command = '', ...words] = [...UNPRIVILEGED, ...node];
    const { stderr } = spawnSync(command, words, { encoding: 'utf8' });
    expect(stderr).toContain(`cannot write ${at('rules')}: EACCES`);
    expect([names(), readFileSync(at('rules'), 'utf8')]).toEqual([['rules'], 'old\n']);
  });
});
