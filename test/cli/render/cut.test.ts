import { describe, expect, it } from 'vitest';
import { cutForTable, cutName } from '../../../src/cli/render/cut.ts';

const long = 'n'.repeat(70);
const naming = () => long;

describe('names', () => {
  it('are cut at 59 bytes, and at 28 in a table where only IPv4 has them', () => {
    expect(cutName(naming)('10.0.0.1', 80, 'tcp')).toBe(long.slice(0, 59));
    expect(cutName(naming)('::1', 80, 'tcp')).toBe(long.slice(0, 59));
    expect(cutForTable(naming)('10.0.0.1', 80, 'tcp')).toBe(long.slice(0, 28));
    expect(cutForTable(naming)('::1', 80, 'tcp')).toBe(long.slice(0, 59));
  });
});
