import { describe, expect, it } from 'vitest';
import { SystemNames, withNames } from '../../../src/cli/names/system-names.ts';
import { UnresolvedName } from '../../../src/rules/names.ts';

describe('hosts', () => {
  it('are unresolved until they are looked up', async () => {
    const names = new SystemNames();
    expect(() => names.host('localhost')).toThrow(new UnresolvedName('localhost'));
    await names.lookup(['localhost', 'nowhere.invalid']);
    expect(names.host('localhost')).toMatch(/^(127\.|::1)/);
    expect(names.host('nowhere.invalid')).toBeUndefined();
  });

  it('are looked up as often as reading stops at one', async () => {
    const names = new SystemNames();
    const asked: string[] = [];
    const read = () => {
      asked.push('again');
      return [names.host('localhost') !== undefined, names.host('nowhere.invalid') !== undefined];
    };
    expect(await withNames(names, read)).toEqual([true, false]);
    expect(asked.length).toBe(3);
  });

  it('are no reason to hide another error', async () => {
    await expect(
      withNames(new SystemNames(), () => {
        throw new RangeError('bug');
      }),
    ).rejects.toThrow(RangeError);
  });
});
