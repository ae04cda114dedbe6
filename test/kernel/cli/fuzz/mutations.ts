/** Ways to spoil a command line. */
import fc from 'fast-check';
import { BORDERS, WORDS } from './borders.ts';
import { type Item, isOption, option } from './items.ts';
import { COMMANDS, OPTIONS } from './language.ts';

type Items = readonly Item[];
type Mutation = (items: Items) => fc.Arbitrary<Items>;

/** The index of an item, or the one behind the last. */
const position = (items: Items, least = 0): fc.Arbitrary<number> => fc.integer({ min: least, max: items.length });
const pick = (items: Items): fc.Arbitrary<readonly [Item, number]> =>
  fc.constantFrom(...items.map((item, at) => [item, at] as const));

/** An option with a value that it may or may not take. */
const bordering = (long: string): fc.Arbitrary<Item> => {
  const values = BORDERS[long];
  return values === undefined ? option(long) : fc.constantFrom(...values).chain((value) => option(long, value));
};

const anything = fc.constantFrom(...[...OPTIONS, ...OPTIONS, ...COMMANDS].map(({ long }) => long));

const drop: Mutation = (items) =>
  // Without numbers a listing looks names up, and so does no word at all.
  pick(items).map(([item, at]) => (isOption(item, 'numeric') || items.length === 1 ? items : items.toSpliced(at, 1)));

const repeat: Mutation = (items) =>
  pick(items).chain(([item, at]) => position(items, at + 1).map((to) => items.toSpliced(to, 0, item)));

/** Something that the command may not know. */
const foreign: Mutation = (items) =>
  fc.tuple(anything.chain(bordering), position(items, 1)).map(([item, at]) => items.toSpliced(at, 0, item));

const otherValue: Mutation = (items) =>
  pick(items).chain(([item, at]) =>
    ('word' in item ? fc.constantFrom(...WORDS).map((word) => ({ word })) : bordering(item.row.long)).map((changed) =>
      items.with(at, changed),
    ),
  );

/** An option without its value, or one with a value that takes none. */
const valueToggled: Mutation = (items) =>
  pick(items).chain(([item, at]) =>
    fc
      .constantFrom('3', '')
      .map((value) =>
        'word' in item ? items : items.with(at, { ...item, value: item.value === undefined ? value : undefined }),
      ),
  );

const stray: Mutation = (items) =>
  fc.tuple(fc.constantFrom(...WORDS), position(items)).map(([word, at]) => items.toSpliced(at, 0, { word }));

const mutations = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(drop, valueToggled, stray) },
  { weight: 2, arbitrary: fc.constantFrom(repeat, foreign) },
  { weight: 3, arbitrary: fc.constant(otherValue) },
);

/** A line spoilt that many times. */
export function spoilt(items: Items, times: number): fc.Arbitrary<Items> {
  if (times === 0 || items.length === 0) return fc.constant(items);
  return mutations.chain((mutation) => mutation(items)).chain((changed) => spoilt(changed, times - 1));
}
