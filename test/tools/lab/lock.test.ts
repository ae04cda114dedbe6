import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withLock } from '../../../tools/lab/lock.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-lock-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('one at a time, also after one has failed', async () => {
  const file = join(folder, 'one');
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await sleep(30);
    inside--;
  };
  const failing = withLock(file, async () => {
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  await Promise.all([withLock(file, work), withLock(file, work), withLock(file, work)]);
  expect(most).toBe(1);
});

test('a holder that was killed blocks nobody', async () => {
  const file = join(folder, 'two');
  const script = `import { withLock } from ${JSON.stringify(new URL('../../../tools/lab/lock.ts', import.meta.url).href)};
    await withLock(${JSON.stringify(file)}, () => { console.log('held'); return new Promise((done) => setTimeout(done, 60_000)); });`;
  const holder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
  await once(holder.stdout, 'data');
  let taken = false;
  const waiter = withLock(file, async () => {
    taken = true;
  });
  await sleep(200);
  expect(taken).toBe(false);
  holder.kill('SIGKILL');
  await waiter;
  expect(taken).toBe(true);
});
