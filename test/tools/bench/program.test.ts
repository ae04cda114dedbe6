import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { run } from '../../../tools/bench/program.ts';

/** Runs a script on this Node. */
const node = (script: string) => run({ words: [process.execPath, '-e', script] });

test('the time is measured for the whole program', () => {
  const { milliseconds } = node('setTimeout(() => undefined, 300)');
  expect(milliseconds).toBeGreaterThan(300);
  expect(milliseconds).toBeLessThan(10_000);
});

test('the memory is the peak of the program, not of this process', () => {
  const [small, large] = [run({ words: ['true'] }), node('Buffer.alloc(300 << 20, 1)')];
  expect(small.kibibytes).toBeLessThan(10 << 10);
  expect(large.kibibytes).toBeGreaterThan(300 << 10);
  expect(large.kibibytes).toBeLessThan(400 << 10);
});

test('a program reads its input', () => {
  const input = join(tmpdir(), `bench-input-${process.pid}`);
  writeFileSync(input, 'exit 7\n');
  expect(() => run({ words: ['sh'], input })).toThrow('sh ended with status 7');
});

test.each([
  ['exit 3', 'status 3: oh no'],
  ['kill -TERM $$', 'signal 15: oh no'],
])('a program that fails is not measured: %s', (script, end) => {
  const words = ['sh', '-c', `echo oh no >&2; ${script}`];
  expect(() => run({ words })).toThrow(end);
});

test('a program that cannot be run is not measured', () => {
  expect(() => run({ words: ['/nowhere/at/all'] })).toThrow('/nowhere/at/all: No such file');
});
