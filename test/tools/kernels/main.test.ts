import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runsFor } from '../../../tools/kernels/kernels.ts';
import { Store } from '../../../tools/kernels/store.ts';

const SCRIPT = fileURLToPath(new URL('../../../tools/kernels/main.ts', import.meta.url));
const WORDS = ['--import', 'tsx', SCRIPT];

/** A file of few tests. */
const FILE = 'test/kernel/proc-table.test.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ipvsadm-kernels-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const runs = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...WORDS, ...words], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

test('an unknown kernel is reported in one line', () => {
  const { status, stdout, stderr } = runs('--only', '5.4');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^kernels: 5\.4 is not one of 6\.1, 6\.12, 7\.2, stock 5\.10, .*\n$/);
});

test('where nothing was broken off, nothing can go on', () => {
  expect(runs('--resume', '--folder', join(folder, 'none'))).toEqual({
    status: 1,
    stdout: '',
    stderr: 'kernels: cannot resume: nothing was broken off\n',
  });
});

/** Two guests, of the oldest light kernel and the newest. */
const TWO = ['--only', '6.1', '--only', '7.2', FILE];

test('what is broken off ends its guests, and goes on by --resume', { timeout: 300_000 }, async () => {
  const words = [...TWO, '--folder', folder];
  const kept = join(folder, 'node');
  const first = spawn(process.execPath, [...WORDS, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  first.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(first, 'close');
  while (!existsSync(join(kept, 'plan.json'))) await setTimeout(20);
  first.kill('SIGINT');
  expect({ status: (await ended)[0], said }).toEqual({ status: 130, said: 'kernels: broken off; --resume goes on\n' });
  expect(existsSync(join(kept, 'report.json'))).toBe(false);

  // As if one guest had ended before: it is not run again.
  const plan = JSON.parse(readFileSync(join(kept, 'plan.json'), 'utf8'));
  const [done = '', other = ''] = plan.runs;
  const results = { version: '6.1.0', tests: [{ file: FILE, name: 'a', state: 'passed', note: '' }], errors: [] };
  const outcome = { kernel: '6.1', part: 'chosen', seconds: 3, results, flaky: [] };
  writeFileSync(join(kept, `${done}.json`), JSON.stringify(outcome));
  const again = runs('--resume', ...words);
  expect(again.stderr).toBe('');
  expect(again.stdout).not.toContain(`== ${done}`);
  expect(again.stdout).toContain(`== ${other}`);
  expect(again.status).toBe(0);
  const { kernels } = JSON.parse(readFileSync(join(kept, 'report.json'), 'utf8'));
  expect(kernels).toMatchObject([
    { kernel: '6.1', version: '6.1.0', passed: 1, failed: 0, seconds: 3 },
    { kernel: '7.2', version: expect.stringMatching(/^7\.2/), failed: 0, flaky: 0 },
  ]);
  expect(runs('--resume', '--folder', folder, '--only', '6.12', FILE).stderr).toBe(
    'kernels: cannot resume: it was begun with other kernels or other tests\n',
  );
});

test('nothing goes on with another commit', () => {
  const kept = join(folder, 'other');
  const store = new Store(kept);
  const [run] = runsFor({ only: ['6.1'], choice: [FILE], executable: false });
  const list = run === undefined ? [] : [run];
  store.begin(list, '0123456');
  expect(store.resume(list, '0123456')).toBeUndefined();
  expect(store.resume(list, '89abcde')).toBe('it was begun on commit 0123456, and this is 89abcde');
});
