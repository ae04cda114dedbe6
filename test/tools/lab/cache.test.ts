import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isWhole, rebuild } from '../../../tools/lab/cache.ts';

let cache: string;
let folder: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'lab-cache-'));
  folder = join(cache, 'part');
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

const fill = async (staging: string) => {
  writeFileSync(join(staging, 'program'), '12345');
  symlinkSync('program', join(staging, 'name'));
};

test('what was rebuilt is whole, until its recipe changes', async () => {
  expect(isWhole(folder, 'recipe')).toBe(false);
  await rebuild(folder, 'recipe', fill);
  expect(isWhole(folder, 'recipe')).toBe(true);
  expect(isWhole(folder, 'another recipe')).toBe(false);
  expect(readdirSync(cache)).toEqual(['part']);
});

test.each([
  ['a file is missing', () => rmSync(join(folder, 'program'))],
  ['a link is missing', () => rmSync(join(folder, 'name'))],
  ['a file is cut short', () => truncateSync(join(folder, 'program'), 3)],
  ['the manifest is missing', () => rmSync(join(folder, 'manifest.json'))],
  ['the manifest is cut short', () => truncateSync(join(folder, 'manifest.json'), 9)],
  ['the manifest is of another shape', () => writeFileSync(join(folder, 'manifest.json'), '{"files":["program"]}')],
])('not whole when %s, and whole once rebuilt', async (_, damage) => {
  await rebuild(folder, 'recipe', fill);
  damage();
  expect(isWhole(folder, 'recipe')).toBe(false);
  await rebuild(folder, 'recipe', fill);
  expect(isWhole(folder, 'recipe')).toBe(true);
});

test('not whole where it was not made for', async () => {
  await rebuild(folder, 'recipe', fill);
  renameSync(folder, `${folder}-moved`);
  expect(isWhole(`${folder}-moved`, 'recipe')).toBe(false);
});

test('a rebuild that fails half-way leaves what was there', async () => {
  await rebuild(folder, 'recipe', fill);
  const broken = rebuild(folder, 'recipe', async (staging) => {
    writeFileSync(join(staging, 'program'), 'half');
    throw new Error('no space left');
  });
  await expect(broken).rejects.toThrow('no space left');
  expect(readFileSync(join(folder, 'program'), 'utf8')).toBe('12345');
  expect(isWhole(folder, 'recipe')).toBe(true);
  // What the failed one has left behind does not reach the next.
  await rebuild(folder, 'recipe', async () => undefined);
  expect(readdirSync(folder)).toEqual(['manifest.json']);
});
