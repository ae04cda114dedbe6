import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { forEachLimited, TimeBudget, withTimeout } from '../../../src/cli/names/limits.ts';

const never = (): Promise<never> => new Promise(() => undefined);

describe('withTimeout', () => {
  it('returns the result of work that is done in time', async () => {
    expect(await withTimeout(10_000, Promise.resolve(7))).toBe(7);
  });

  it('returns undefined when the work takes too long', async () => {
    expect(await withTimeout(5, never())).toBeUndefined();
  });

  it('throws what the work throws', async () => {
    await expect(withTimeout(10_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

describe('TimeBudget', () => {
  it('is used up by the time of waits, not by the time between them', async () => {
    const budget = new TimeBudget(10_000);
    await setTimeout(30);
    expect(budget.left).toBe(10_000);
    await budget.waitFor(setTimeout(30));
    expect(budget.left).toBeLessThan(9_975);
    expect(budget.left).toBeGreaterThan(0);
  });

  it('has nothing left when work takes longer', async () => {
    const budget = new TimeBudget(5);
    await budget.waitFor(never());
    expect(budget.left).toBe(0);
  });
});

describe('forEachLimited', () => {
  it('does the work for every item, for at most so many at a time', async () => {
    const done: number[] = [];
    let [running, most] = [0, 0];
    await forEachLimited([1, 2, 3, 4, 5], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await setTimeout(1);
      running -= 1;
      done.push(item);
    });
    expect([done.toSorted(), most]).toEqual([[1, 2, 3, 4, 5], 2]);
  });
});
