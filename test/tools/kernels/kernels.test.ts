import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runsOn } from '../../../tools/kernels/kernels.ts';

const FILES = ['test/kernel/json.test.ts'];

test('kernels are chosen by name, and run in the order of the list', () => {
  expect(runsOn(['stock 6.12', '7.2'], FILES)).toEqual([
    { name: '7.2', place: ['--kernel', '7.2'], choice: FILES },
    { name: 'stock 6.12', place: ['--stock', '6.12'], choice: FILES },
  ]);
});

test('all kernels run when none is named', () => {
  expect(runsOn([], []).map(({ name }) => name)).toEqual([
    ...['6.1', '6.12', '7.2'],
    ...['stock 5.10', 'stock 6.1', 'stock 6.12', 'stock 7.2'],
  ]);
});

test('an unknown kernel is reported in one line', () => {
  const script = fileURLToPath(new URL('../../../tools/kernels/main.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, '--only', '5.4'], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^kernels: 5\.4 is not one of 6\.1, 6\.12, 7\.2, stock 5\.10, .*\n$/);
});
