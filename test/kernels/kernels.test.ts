import { expect, test } from 'vitest';
import { runsOn } from './kernels.ts';

const FILES = ['test/kernel/json.test.ts'];

test('kernels are chosen by name, and run in the order of the list', () => {
  expect(runsOn(['stock 6.12', '7.2'], FILES)).toEqual([
    { name: '7.2', place: ['--kernel', '7.2'], choice: FILES },
    { name: 'stock 6.12', place: ['--stock', '6.12'], choice: FILES },
  ]);
});

test('without names, all of them', () => {
  expect(runsOn([], []).map(({ name }) => name)).toEqual([
    ...['6.1', '6.12', '7.2'],
    ...['stock 5.10', 'stock 6.1', 'stock 6.12', 'stock 7.2'],
  ]);
});

test('a kernel that the lab has not', () => {
  expect(() => runsOn(['6.1', '5.4'], [])).toThrow(/^no kernel 5\.4: there are 6\.1, 6\.12, 7\.2, stock 5\.10,/);
});
