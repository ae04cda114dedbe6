/** Command lines: most make sense, the others are spoilt in a place or two. */
import fc from 'fast-check';
import { type Item, isOption, spell } from './items.ts';
import { spoilt } from './mutations.ts';
import { daemonSettings, listSettings, serverSettings, serviceSettings, stopSettings } from './settings.ts';
import { flag, realServer, SERVICES, type ServiceAddress, type Unit, type Units, valued, words } from './universe.ts';

export interface Line {
  /** What ours is given. */
  readonly words: readonly string[];
  /** What the C tool has to be given for the same. */
  readonly asked: readonly string[];
  /** The line as a failure shows it. */
  readonly [fc.toStringMethod]: () => string;
}

const beginning = (first: Unit, ...more: readonly Units[]): Units =>
  fc.tuple(first, ...more).map(([unit, ...rest]) => [unit, ...rest.flat()]);

const command = (name: string, ...more: readonly Units[]): Units => beginning(flag(name), ...more);

/** A command about one service. */
const about = (name: string, rest: (service: ServiceAddress) => Units): Units =>
  fc.constantFrom(...SERVICES).chain((service) => command(name, fc.tuple(service.unit), rest(service)));

const adding = (service: ServiceAddress): Units =>
  command('add-service', fc.tuple(service.unit), fc.tuple(...serviceSettings(service)));
const nothingElse = (): Units => fc.constant([]);
const time = words('0', '1', '900', '2678400');

const state = valued('start-daemon', 'master', 'backup');
const stopped = valued('stop-daemon', 'master', 'backup');

/** Commands with what belongs to them, but for -h and -v, which have other texts (docs/compatibility.md). */
const COMMANDS: readonly (readonly [weight: number, units: Units])[] = [
  [8, fc.constantFrom(...SERVICES).chain(adding)],
  [8, about('edit-service', (service) => fc.tuple(...serviceSettings(service)))],
  [3, about('delete-service', nothingElse)],
  [24, about('add-server', serverSettings)],
  [12, about('edit-server', serverSettings)],
  [6, about('delete-server', ({ isIPv6 = false }) => fc.tuple(realServer(isIPv6)))],
  [7, command('list', listSettings)],
  [4, about('list', () => listSettings)],
  [6, command('save', fc.tuple(flag('numeric')))],
  [2, about('zero', nothingElse)],
  [1, command('zero')],
  [1, command('clear')],
  [2, command('set', fc.tuple(time, time, time))],
  [1, command('restore')],
  [3, beginning(state, daemonSettings)],
  [2, beginning(stopped, stopSettings)],
];

const anyCommand = fc.oneof(...COMMANDS.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** The options of a command in any order. */
const anyOrder = (units: Units): Units =>
  units.chain(([first = [], ...rest]) =>
    fc.shuffledSubarray(rest, { minLength: rest.length }).map((shuffled) => [first, ...shuffled]),
  );

const has = (unit: readonly Item[], ...longs: readonly string[]): boolean =>
  unit.some((item) => isOption(item, ...longs));

const isService = (unit: readonly Item[]): boolean =>
  has(unit, 'tcp-service', 'udp-service', 'sctp-service', 'fwmark-service');
const isIPv6 = (unit: readonly Item[]): boolean => has(unit, 'ipv6');

/**
 * What 1.31 cannot read without the service, behind it: "the order of options does not matter" in
 * docs/compatibility.md.
 */
function serviceFirst(units: readonly (readonly Item[])[]): readonly (readonly Item[])[] {
  const known = 1 + Math.max(units.findIndex(isService), units.findIndex(isIPv6));
  const before = units.slice(0, known);
  const isEarly = (unit: readonly Item[]): boolean => has(unit, 'real-server', 'netmask');
  return [...before.filter((unit) => !isEarly(unit)), ...before.filter(isEarly), ...units.slice(known)];
}

const shown = (word: string): string => (/^[!-~]+$/.test(word) ? word : JSON.stringify(word));

const line = (words: readonly string[], asked = words): Line => ({
  words,
  asked,
  [fc.toStringMethod]: () => words.map(shown).join(' '),
});

const sound = (units: Units): fc.Arbitrary<Line> =>
  anyOrder(units).map((shuffled) => line(spell(shuffled.flat()), spell(serviceFirst(shuffled).flat())));

/** A line without a mistake, though the kernel may refuse it. */
export const soundLine = sound(anyCommand);

/**
 * A line that is probably wrong. A listing of one real server is left out: 1.31 has none (docs/compatibility.md), and
 * the corpus has it.
 */
export const spoiltLine: fc.Arbitrary<Line> = fc
  .tuple(anyOrder(anyCommand), fc.integer({ min: 1, max: 2 }))
  .chain(([units, times]) => spoilt(units.flat(), times))
  .filter((items) => !(has(items, 'list') && has(items, 'real-server')))
  .map((items) => line(spell(serviceFirst(items.map((item) => [item])).flat())));

/** Lines that add most services. */
const firstLines: fc.Arbitrary<Line[]> = fc
  .tuple(
    ...SERVICES.map((service) =>
      fc.oneof(
        { withCrossShrink: true },
        { weight: 1, arbitrary: fc.constant([]) },
        { weight: 4, arbitrary: sound(adding(service)).map((one) => [one]) },
      ),
    ),
  )
  .map((lines) => lines.flat());

/** Lines on a table that has something, as many as there are services and up to `most` more. */
export const sequenceOf = (line: fc.Arbitrary<Line>, most: number): fc.Arbitrary<Line[]> =>
  fc.tuple(firstLines, fc.array(line, { maxLength: most, size: 'max' })).map(([first, more]) => [...first, ...more]);
