import { expect, test } from 'vitest';
import { changeWeights, natRules, reword } from '../../../tools/bench/rules.ts';

test('each service has the same servers', () => {
  expect(natRules(2, 2)).toBe(`-A -t 192.0.2.1:1000 -s wrr
-a -t 192.0.2.1:1000 -r 10.0.0.1:80 -m -w 1
-a -t 192.0.2.1:1000 -r 10.0.0.2:80 -m -w 2
-A -t 192.0.2.1:1001 -s wrr
-a -t 192.0.2.1:1001 -r 10.0.0.1:80 -m -w 1
-a -t 192.0.2.1:1001 -r 10.0.0.2:80 -m -w 2
`);
});

test('every third weight is changed', () => {
  const [before, after] = [natRules(2, 3), changeWeights(natRules(2, 3), 3)].map((rules) => rules.split('\n'));
  expect(after?.filter((line) => !before?.includes(line))).toEqual([
    '-a -t 192.0.2.1:1000 -r 10.0.0.3:80 -m -w 4',
    '-a -t 192.0.2.1:1001 -r 10.0.0.3:80 -m -w 4',
  ]);
  expect(after).toHaveLength(before?.length ?? 0);
});

test('reworded rules say the same', () => {
  expect(reword(natRules(1, 1))).toBe('-A -t 192.0.2.1:1000 -s wrr\n-a -t 192.0.2.1:1000 -r 10.0.0.1:80 -w 1 -m\n');
});
