import { expect, test } from 'vitest';
import { judge, milliseconds, renderHeading } from '../../../tools/bench/columns.ts';
import { comparisonColumns, renderComparison } from '../../../tools/bench/report.ts';

test('a comparison is one line below its heading', () => {
  const subject = { title: 'restore: -R', against: 'C', targets: { node: 0.5, executable: 0.1 } };
  const columns = comparisonColumns([subject]);
  const usage = (milliseconds: number, mebibytes: number) => ({ milliseconds, kibibytes: 1024 * mebibytes });
  const line = renderComparison(columns, subject, [
    { executable: usage(50, 3), node: usage(100, 2), other: usage(400, 1) },
    { executable: usage(150, 3), node: usage(300, 2), other: usage(20_000, 1) },
  ]);
  const words = (text: string) => text.trim().split(/ {2,}/);
  expect(words(renderHeading(columns)).join(' | ')).toBe(
    'executable | Node | against | ratio | quartiles | target | Node | quartiles | target | to Node | rounds | ' +
      'memory | Node | against',
  );
  expect(words(line).join(' | ')).toBe(
    'restore: -R | 100 ms | 200 ms | 10.2 s | C | 0.07 | 0.04 - 0.10 | <= 0.1 met | ' +
      '0.13 | 0.07 - 0.19 | <= 0.5 met | 0.50 | 2 | 3.0 MiB | 2.0 MiB | 1.0 MiB',
  );
});

test('what has no executable leaves its columns empty', () => {
  const columns = comparisonColumns([{ title: 'x', against: 'C' }]);
  const usage = { milliseconds: 1, kibibytes: 1024 };
  const line = renderComparison(columns, { title: 'x', against: 'C' }, [{ node: usage, other: usage }]);
  expect(line.trim().split(/ {2,}/)).toEqual([
    'x',
    '1.0 ms',
    '1.0 ms',
    'C',
    '1.00',
    '1.00 - 1.00',
    '1',
    '1.0 MiB',
    '1.0 MiB',
  ]);
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
