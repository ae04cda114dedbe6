import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Part, runsFor } from '../../../tools/kernels/kernels.ts';

const FILES = ['test/kernel/json.test.ts'];
const ALL = { only: [], choice: [], executable: false };

test('kernels are chosen by name, and run in the order of the list', () => {
  expect(runsFor({ ...ALL, only: ['stock 6.12', '7.2'], choice: FILES })).toEqual([
    { kernel: '7.2', part: 'chosen', place: ['--kernel', '7.2'], choice: FILES },
    { kernel: 'stock 6.12', part: 'chosen', place: ['--stock', '6.12'], choice: FILES },
  ]);
});

test('all kernels run when none is named', () => {
  expect([...new Set(runsFor(ALL).map(({ kernel }) => kernel))]).toEqual([
    ...['6.1', '6.12', '7.2'],
    ...['stock 5.10', 'stock 6.1', 'stock 6.12', 'stock 7.2'],
  ]);
});

/** The files that vitest finds for some words. It lists no share of them. */
function filesOf(choice: readonly string[]): string[] {
  const script = fileURLToPath(new URL('../../../node_modules/.bin/vitest', import.meta.url));
  const words = choice.filter((word) => !word.startsWith('--shard'));
  const list = ['list', '--project', 'kernel', '--filesOnly', ...words];
  const { stdout } = spawnSync(script, list, { encoding: 'utf8' });
  return stdout.match(/test\/\S+\.test\.ts/g) ?? [];
}

test('the parts of a kernel are all files that need one, each once', () => {
  const parts = runsFor({ ...ALL, only: ['6.12'] });
  // All shares of some tests have one choice but for the last word, as `--shard=1/3`.
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = part.choice.filter((word) => !word.startsWith('--shard')).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  for (const shares of groups.values()) {
    const numbers = shares.flatMap(({ choice }) => choice.at(-1)?.match(/^--shard=(.*)/)?.[1] ?? '1/1');
    expect(numbers).toEqual(shares.map((_, at) => `${at + 1}/${shares.length}`));
  }
  expect([...groups.values()].flatMap(([one]) => filesOf(one?.choice ?? [])).sort()).toEqual(filesOf([]).sort());
});

test('by the executable, the kernels have other names, so that their results stand apart', () => {
  const runs = runsFor({ ...ALL, only: ['6.12'], executable: true });
  expect(new Set(runs.map(({ kernel, executable }) => `${kernel} ${executable}`))).toEqual(
    new Set(['6.12 executable true']),
  );
});
