import { expect, test } from 'vitest';
import { judge, milliseconds, renderHeading } from '../../../tools/bench/columns.ts';
import { comparisonColumns, renderComparison } from '../../../tools/bench/report.ts';

test('a comparison is one line below its heading', () => {
  const subject = { title: 'restore: -R', against: 'C', target: 0.5 };
  const columns = comparisonColumns([subject]);
  const line = renderComparison(columns, subject, [
    [
      { milliseconds: 100, kibibytes: 2048 },
      { milliseconds: 400, kibibytes: 1024 },
    ],
    [
      { milliseconds: 300, kibibytes: 2048 },
      { milliseconds: 20_000, kibibytes: 1024 },
    ],
  ]);
  expect(`${renderHeading(columns)}${line}`).toBe(
    `                 ours   against     ratio    quartiles  rounds           target     memory    against
restore: -R    200 ms    10.2 s  C   0.13  0.07 - 0.19       2       <= 0.5 met    2.0 MiB    1.0 MiB
`,
  );
});

test.each([
  [9.87, '9.9 ms'],
  [9876, '9876 ms'],
  [98_765, '98.8 s'],
])('%d milliseconds are %s', (value, text) => {
  expect(milliseconds(value)).toBe(text);
});

test.each([
  [1, '<= 1 met'],
  [1.01, '<= 1 MISSED'],
])('%d is judged %s', (value, text) => {
  expect(judge(value, 1)).toBe(text);
});
