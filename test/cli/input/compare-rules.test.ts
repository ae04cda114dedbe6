/** Comparing rules with a table by what a save would print of it, beside the long way: reading all of both. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparerOf } from '../../../src/cli/input/compare-rules.ts';
import { SystemNames } from '../../../src/cli/names/system-names.ts';
import { renderRules } from '../../../src/cli/render/save.ts';
import { compareDestinations } from '../../../src/cli/render/sort.ts';
import type { TableReader } from '../../../src/ipvs/converge/converge.ts';
import { planChanges } from '../../../src/ipvs/converge/plan.ts';
import type { Table } from '../../../src/ipvs/converge/table.ts';
import { Wanted } from '../../../src/ipvs/converge/wanted.ts';
import { serviceId } from '../../../src/ipvs/key.ts';
import { UsageError } from '../../../src/rules/errors.ts';
import { numeric } from '../../../src/rules/naming.ts';
import { operationLine } from '../../../src/rules/operation-line.ts';
import { formatServiceKey } from '../../../src/rules/write-rules.ts';
import { tablePair } from '../../ipvs/converge/table-arbitrary.ts';
import { operationOf, tableLines, tableOf } from '../../rules/operations.ts';

const IDLE = { activeConnections: 0, inactiveConnections: 0, persistentConnections: 0 };

/** A kernel that has this table. */
const kernelOf = (table: Table): TableReader => ({
  services: async () => Array.from(table.values(), ({ service }) => service),
  destinations: async (key) =>
    Array.from(table.get(serviceId(key))?.destinations.values() ?? [], (one) => ({ ...one, ...IDLE })),
});

interface Result {
  /** The changes, or what is wrong. */
  readonly outcome: readonly string[] | string;
  /** How many services of the kernel were compared by the model. */
  readonly compared?: number;
}

/** @param hasIpvs without it, all rules are read first */
async function compare(text: string, table: Table, hasIpvs = true): Promise<Result> {
  const readers = { names: new SystemNames(), client: async () => kernelOf(table), hasIpvs: () => hasIpvs };
  try {
    const { current, wanted } = await comparerOf(text, readers)();
    const changes = planChanges(current, wanted.table, { keepWeights: false });
    return { outcome: [...changes.map(operationLine), ...settings(wanted)], compared: current.size };
  } catch (error) {
    return { outcome: String(error) };
  }
}

const settings = ({ timeouts, daemons }: Wanted): string[] =>
  [timeouts, ...daemons.values()].map((one) => JSON.stringify(one) ?? '');

/** Rules that are about others, that are wrong, or that say nothing; `%` is a service. */
const MORE = [
  '-A % -s rr',
  '-A % -s rr --exist',
  '-E % -s lc',
  '-D %',
  '-D % --exist',
  '-a % -r 10.0.0.1:80 -m -w 1',
  '-a % -r 10.0.0.9:80 -m -w 1',
  '-e % -r 10.0.0.1:80 -m -w 2',
  '-d % -r 10.0.0.1:80',
  '-d % -r 10.0.0.1:80 --exist',
  '-C',
  '--set 7 0 0',
  '--start-daemon master --mcast-interface eth0 --syncid 1',
  '# a comment',
  '',
  '-Z %',
  '-A % -s',
  'ipvsadm -A % -s rr',
  ' -A % -s rr',
  '-A -f 1 -s rr\r-A % -s rr',
  '# \r-A % -s rr',
  '# \u2028-A % -s rr',
  '{"services":[]}',
  'nonsense',
];

/** Something else among the rules: one of `MORE`, or once more what is there. */
interface Insertion {
  readonly at: number;
  readonly line: string | undefined;
  readonly of: number;
}

const insertion: fc.Arbitrary<Insertion> = fc.record({
  at: fc.nat(40),
  line: fc.option(fc.constantFrom(...MORE), { nil: undefined, freq: 8 }),
  of: fc.nat(5),
});

/** The rules of a table as a save has them or with the servers of each service as they come, and something among them. */
function textOf(table: Table, sorted: boolean, insertions: readonly Insertion[]): string {
  const blocks = Array.from(table.values(), ({ service, destinations }) => {
    const servers = [...destinations.values()].map((one) => ({ ...one, ...IDLE }));
    return renderRules({ service, destinations: sorted ? servers.sort(compareDestinations) : servers }, numeric);
  });
  const keys = Array.from(table.values(), ({ service }) => formatServiceKey(service.key));
  const lines = blocks.join('').split(/(?<=\n)/);
  for (const { at, line, of } of insertions) {
    const text =
      line === undefined ? blocks[of % blocks.length] : `${line.replace('%', keys[of % keys.length] ?? '-f 1')}\n`;
    lines.splice(Math.min(at, lines.length), 0, text ?? '');
  }
  return lines.join('');
}

/** What of a table a rule can ask for. */
function expressed(table: Table): Table {
  const wanted = new Wanted();
  for (const line of tableLines(table)) {
    try {
      // One-packet scheduling of TCP, and thresholds beyond 2^31.
      wanted.carryOut(operationOf(line.replaceAll(/ -o\b| -[xy] \d{10}/g, '')));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
  return wanted.table;
}

/** Tables of which some services are the same, and that seldom hold what no rule could ask for. */
const pair = fc
  .record({ tables: tablePair, seldom: fc.nat(4), same: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }) })
  .map(({ tables, seldom, same }) => {
    const current = seldom === 1 ? tables.current : expressed(tables.current);
    const alike = [...current].filter((_, index) => same[index]);
    return { current, wanted: new Map([...expressed(tables.wanted), ...alike]) };
  });

const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('rules beside a table', () => {
  it('come to the same changes and the same errors as by the long way', async () => {
    let leftOut = 0;
    await fc.assert(
      fc.asyncProperty(
        pair,
        fc.boolean(),
        fc.array(insertion, { maxLength: 2 }),
        fc.boolean(),
        async ({ current, wanted }, sorted, insertions, ended) => {
          const whole = textOf(wanted, sorted, insertions);
          const text = ended ? whole : whole.slice(0, -1);
          const [short, long] = [await compare(text, current), await compare(text, current, false)];
          expect(short.outcome).toEqual(long.outcome);
          expect(long.compared ?? current.size).toBe(current.size);
          if (short.compared !== undefined && short.compared < current.size) leftOut += 1;
        },
      ),
      { numRuns: 3000 },
    );
    expect(leftOut).toBeGreaterThan(50);
  });

  it('are not read where a save would say the same', async () => {
    const one =
      '-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.0.0.9:80 -m -w 1\n-a -t 10.0.0.1:80 -r 10.0.0.10:80 -m -w 1\n';
    const other = '-A -f 7 -6 -s sh -p 60 -M 64 -b sh-port\n';
    const [service, first, second] = one.split(/(?<=\n)/);
    // The kernel lists servers in the order in which they came.
    const table = tableOf(linesOf(`${service}${second}${first}${other}`));
    for (const [text, compared] of [
      [`${one}${other}`, 0],
      [`# kept by hand\n\n${other}\n${one}# end\n`, 0],
      [`--set 900 120 300\n${one}${other}--start-daemon master --mcast-interface eth0 --syncid 1\n`, 0],
      [`${other}${service}${second}${first}`, 1],
      [`${one}-A -f 7 -6 -p 60 -s sh -M 64 -b sh-port\n`, 1],
      [one.replace(' rr\n', ' rr\n# servers\n') + other, 1],
      [`${one}${other}`.replaceAll('\n', '\r\n'), 2],
      [`${one}${other}-D -f 9 --exist\n`, 2],
    ] as const) {
      expect(await compare(text, table)).toMatchObject({ compared });
    }
  });

  it('in other words than those of a save are read once, before the table, and what is the same is held once', async () => {
    const text = '-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.0.0.9:80 -w 1 -m\n';
    const readers = {
      names: new SystemNames(),
      client: async () => kernelOf(tableOf(linesOf(text))),
      hasIpvs: () => true,
    };
    const again = comparerOf(text, readers);
    const { current, wanted } = await again();
    expect(current.size).toBe(1);
    for (const [name, row] of current) expect(wanted.table.get(name)).toBe(row);
    expect((await again()).wanted).toBe(wanted);
  });

  it.each(['\r', '\u2028', '\u2029'])('do not begin behind %j', async (character) => {
    const text = `-A -f 1 -s rr\n# not there:${character}-A -f 7 -s rr\n`;
    const table = tableOf(['-A -f 1 -s rr', '-A -f 7 -s rr']);
    expect(await compare(text, table)).toEqual({ outcome: ['-D -f 7', ''], compared: 1 });
  });

  it('are named by their own lines when they are wrong, though others are not read', async () => {
    const text = '-A -f 1 -s rr\n-a -f 1 -r 10.0.0.1:0 -m -w 1\n';
    const outcome = "CommandError: line 4: invalid fwmark value `0' specified";
    expect(await compare(`${text}# one\n-A -f 0\n`, tableOf(linesOf(text)))).toEqual({ outcome });
  });

  it('are told of when they are wrong, and not the kernel that is, too', async () => {
    const failing = {
      names: new SystemNames(),
      client: () => Promise.reject(new Error('no kernel')),
      hasIpvs: () => true,
    };
    await expect(comparerOf('-A -f 1 -s rr\n-A -f 0\n', failing)()).rejects.toThrow('line 2: invalid fwmark value');
    await expect(comparerOf('-A -f 1 -s rr\n', failing)()).rejects.toThrow('no kernel');
  });
});
