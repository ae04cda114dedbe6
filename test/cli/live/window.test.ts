import { expect, it } from 'vitest';
import { Window } from '../../../src/cli/live/window.ts';
import { reading } from './measured.ts';

/** How long ago the reading was that each of some is compared with. */
function spans(...times: readonly number[]): (number | undefined)[] {
  const window = new Window();
  return times.map((time) => {
    const earlier = window.add(reading(time));
    return earlier && time - earlier.at / 1000;
  });
}

it('compares with the newest reading that is four seconds old', () => {
  expect(spans(0, 1, 2, 3, 4, 5, 6)).toEqual([undefined, 1, 2, 3, 4, 4, 4]);
  expect(spans(0, 2, 4, 6)).toEqual([undefined, 2, 4, 4]);
  expect(spans(0, 60, 120)).toEqual([undefined, 60, 60]);
});

it('keeps no more readings than that, however long it goes on', () => {
  expect(new Set(spans(...Array.from({ length: 1000 }, (_, index) => index)).slice(4))).toEqual(new Set([4]));
});
