import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { timeFactor } from '../../../tools/lab/time-factor.ts';
import { useClients } from '../kernel.ts';
import { SURROUNDINGS, stopDaemons, useNoDaemons, useSurroundings } from '../surroundings.ts';
import { callers } from './corpus/callers/index.ts';
import { type Case, casesOf } from './corpus/case.ts';
import { daemons } from './corpus/daemons.ts';
import { ETC } from './corpus/etc.ts';
import { listings } from './corpus/listings.ts';
import { refused } from './corpus/refused.ts';
import { restores } from './corpus/restores.ts';
import { servers } from './corpus/servers.ts';
import { services } from './corpus/services.ts';
import { DIFFERENCES, type Difference } from './differences.ts';
import { Etc } from './etc.ts';
import { comparable, OURS, type Outcome, runCommand, runOurs, runProgram } from './outcome.ts';
import { missing, type Observation, Reference } from './reference.ts';

/** One case in this many starts a process of ours; the others run in this one, because a start costs half a second. */
const PROCESS_EVERY = 10;

const cases = casesOf([...services, ...servers, ...listings, ...refused, ...restores, ...callers, ...daemons]);

const needed = new Set<Difference>();

/** What ours has to leave, by what the C tool left and what is known to be different. */
function expected({ words, input }: Case, theirs: Observation): Observation {
  const text = input === '' ? words.join(' ') : `${words.join(' ')} < ${input}`;
  return DIFFERENCES.filter(({ pattern }) => pattern.test(text)).reduce((observation, difference) => {
    const changed = difference.ours(observation, text);
    if (JSON.stringify(changed) !== JSON.stringify(observation)) needed.add(difference);
    return changed;
  }, theirs);
}

const reason = missing === undefined ? '' : ` (${missing})`;

describe.skipIf(missing).each(SURROUNDINGS)(`in %s, ours and ipvsadm 1.31 do the same${reason}`, (surroundings) => {
  const clients = useClients();
  useSurroundings(surroundings);
  useNoDaemons(clients);
  let reference: Reference;
  let withNames: Reference;
  let etc: Etc;

  beforeAll(() => {
    etc = new Etc(ETC);
    reference = new Reference();
    withNames = new Reference(etc);
  });
  afterAll(() => {
    reference.close();
    withNames.close();
    etc.remove();
  });

  function run({ words, input, named }: Case, index: number): Outcome | Promise<Outcome> {
    if (named) {
      const [program = '', ...rest] = etc.words([...OURS, ...words]);
      return runProgram(program, rest, input);
    }
    return index % PROCESS_EVERY === 0 ? runOurs(words, input) : runCommand(clients.client, words, input);
  }

  it.each(cases.map((one, index) => [one.title, one, index] as const))('%s', async (_, one, index) => {
    const theirs = await (one.named ? withNames : reference).observe(one.setup, one.words, one.input);
    await stopDaemons(clients.client);
    const ours = await run(one, index);
    expect({ ...comparable(ours), state: await reference.state() }).toEqual(expected(one, theirs));
  });

  it.each(['-Ln', '-Ln --rate'])('%s tells the size of the connection table', async (line) => {
    const words = line.split(' ');
    const headingOf = ({ stdout }: Outcome): string | undefined => stdout.split('\n')[0];
    await vi.waitFor(() => expect(headingOf(runOurs(words))).toBe(headingOf(runProgram('ipvsadm-c', words))), {
      timeout: timeFactor * 30_000,
    });
  });
});

describe.skipIf(missing)('ours differs from ipvsadm 1.31 on purpose', () => {
  it.each(DIFFERENCES.map((one) => [one.reason, one.pattern, one] as const))(
    'here: %s (%s)',
    (_reason, _pattern, one) => {
      expect(needed.has(one), 'no case shows this difference any more').toBe(true);
    },
  );
});
