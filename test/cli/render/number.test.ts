import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lines } from '../../../src/cli/render/lines.ts';
import { writeCounter } from '../../../src/cli/render/number.ts';
import { textOf } from '../output.ts';

function formatCounter(value: bigint, exact: boolean): string {
  const lines = new Lines();
  writeCounter(lines, value, exact);
  return textOf(lines);
}

describe('a counter', () => {
  // Recorded from ipvsadm 1.31.
  it.each([
    [0n, '        0'],
    [7n, '        7'],
    [99999999n, ' 99999999'],
    [100000000n, '  100000K'],
    [100000999n, '  100000K'],
    [999999999n, '  999999K'],
    [1000000000n, '    1000M'],
    [2n ** 53n + 1n, '    9007T'],
    [99999999999n, '   99999M'],
    [100000000000n, '     100G'],
    [99999999999999n, '   99999G'],
    [100000000000000n, '     100T'],
    [10n ** 19n, '10000000T'],
    [2n ** 64n - 1n, '18446744T'],
  ])('%d is %j', (value, text) => {
    expect(formatCounter(value, false)).toBe(text);
  });

  it.each([
    [0n, '        0'],
    [99999999n, ' 99999999'],
    [100000000n, ' 100000000'],
    [2n ** 53n + 1n, ' 9007199254740993'],
    [2n ** 64n - 1n, ' 18446744073709551615'],
  ])('%d in full is %j', (value, text) => {
    expect(formatCounter(value, true)).toBe(text);
  });

  // No traffic makes such counters in a test: they follow the rule of those above.
  it.each([
    [10n ** 8n + 1n, '  100000K'],
    [10n ** 9n + 1n, '    1000M'],
    [10n ** 11n + 1n, '     100G'],
    [10n ** 14n + 1n, '     100T'],
    [2n ** 53n + 1n, '    9007T'],
    [2n ** 63n, ' 9223372T'],
  ])('above a border, %d is %j', (value, text) => {
    expect(formatCounter(value, false)).toBe(text);
  });

  it('takes nine places, whatever its size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => formatCounter(value, false).length === 9),
    );
  });
});
