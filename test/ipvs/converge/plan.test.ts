import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planChanges } from '../../../src/ipvs/converge/plan.ts';
import { isListed, type Table, type TableRow } from '../../../src/ipvs/converge/table.ts';
import { Wanted } from '../../../src/ipvs/converge/wanted.ts';
import { completeDestination } from '../../../src/ipvs/defaults.ts';
import { destinationId, serviceId } from '../../../src/ipvs/key.ts';
import type { Operation } from '../../../src/ipvs/model.ts';
import { operationLine } from '../../../src/rules/operation-line.ts';
import { tableOf } from '../../rules/operations.ts';
import { tablePair } from './table-arbitrary.ts';

const keepWeights = fc.boolean();

/** A table that changes can be carried out on. */
function modelOf(table: Table): Wanted {
  const model = new Wanted();
  for (const [name, { service, destinations }] of table) {
    model.table.set(name, { service, destinations: new Map(destinations) });
  }
  return model;
}

/** What is wanted, with the weights that are to be kept. */
const effective = (current: Table, wanted: Table, keep: boolean): Table =>
  keep ? new Map(Array.from(wanted, ([name, row]) => [name, kept(current.get(name), row)])) : wanted;

const kept = (there: TableRow | undefined, { service, destinations }: TableRow): TableRow => ({
  service,
  destinations: new Map(
    Array.from(destinations, ([name, one]) => [
      name,
      { ...one, weight: there?.destinations.get(name)?.weight ?? one.weight },
    ]),
  ),
});

const isUsable = (row: TableRow | undefined): boolean =>
  row !== undefined && [...row.destinations.values()].some((one) => completeDestination(one).weight > 0);

/** What an operation changes: a service, or a real server of one. */
function subjectOf(operation: Operation): string {
  if ('service' in operation) return serviceId(operation.service.key);
  if ('destination' in operation) return `${serviceId(operation.key)} ${destinationId(operation.destination)}`;
  if (operation.type === 'delete-service') return serviceId(operation.key);
  throw new Error(`${operation.type} in a plan`);
}

/** What is in one of the tables, by the names of `subjectOf`. */
function things(table: Table): Map<string, unknown> {
  const all = new Map<string, unknown>();
  for (const [name, { service, destinations }] of table) {
    all.set(name, service);
    for (const [server, one] of destinations) all.set(`${name} ${server}`, one);
  }
  return all;
}

describe('the plan that makes one table of another', () => {
  it('makes exactly that, by changes of which none is refused', () => {
    fc.assert(
      fc.property(tablePair, keepWeights, ({ current, wanted }, how) => {
        const model = modelOf(current);
        for (const operation of planChanges(current, wanted, how)) expect(model.add(operation)).toBeUndefined();
        const sorted = (table: Table) => [...things(table)].toSorted(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(model.table)).toEqual(sorted(effective(current, wanted, how)));
      }),
      { numRuns: 500 },
    );
  });

  it('is empty where they are equal', () => {
    fc.assert(
      fc.property(tablePair, keepWeights, ({ wanted }, how) => {
        expect(planChanges(modelOf(wanted).table, wanted, how)).toEqual([]);
      }),
    );
  });

  it('is empty for one row exactly where the kernel lists that row', () => {
    fc.assert(
      fc.property(tablePair, ({ current, wanted }) => {
        for (const [id, row] of wanted) {
          const there = current.get(id);
          if (there === undefined) continue;
          const changes = planChanges(new Map([[id, there]]), new Map([[id, row]]), false);
          expect(isListed(row, there.service, [...there.destinations.values()])).toBe(changes.length === 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('touches what differs, once, and nothing else', () => {
    fc.assert(
      fc.property(tablePair, keepWeights, ({ current, wanted }, how) => {
        const [before, after] = [things(current), things(effective(current, wanted, how))];
        const differing = new Set([...before.keys(), ...after.keys()]);
        for (const [name, thing] of before) {
          const same = JSON.stringify(thing) === JSON.stringify(after.get(name));
          // Real servers go with their service.
          const service = [...current.keys()].find((key) => name.startsWith(`${key} `));
          if (same || (service !== undefined && !wanted.has(service))) differing.delete(name);
        }
        const touched = planChanges(current, wanted, how).map(subjectOf);
        expect(touched.toSorted()).toEqual([...differing].toSorted());
      }),
      { numRuns: 500 },
    );
  });

  it('leaves no service that can take connections, before and after, without a server at any moment', () => {
    fc.assert(
      fc.property(tablePair, keepWeights, ({ current, wanted }, how) => {
        const after = effective(current, wanted, how);
        const lasting = [...current.keys()].filter((name) => isUsable(current.get(name)) && isUsable(after.get(name)));
        const model = modelOf(current);
        for (const operation of planChanges(current, wanted, how)) {
          model.add(operation);
          expect(lasting.filter((name) => !isUsable(model.table.get(name)))).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const V = '-A -t 10.0.0.1:80 -s rr';
const server = (last: number, rest: string): string => `-a -t 10.0.0.1:80 -r 192.168.0.${last}:80 -m ${rest}`;
const edit = (line: string): string => line.replace('-a', '-e').replace('-A', '-E');
const remove = (last: number): string => `-d -t 10.0.0.1:80 -r 192.168.0.${last}:80`;

describe('the order of changes', () => {
  it.each<[title: string, current: string[], wanted: string[], plan: string[], keepWeights?: boolean]>([
    ['of nothing', [], [], []],
    ['all is new', [], [V, server(1, '-w 1')], [V, server(1, '-w 1')]],
    ['all goes, servers with their service', [V, server(1, '-w 1')], [], ['-D -t 10.0.0.1:80']],
    ['of a replaced server', [V, server(1, '-w 1')], [V, server(2, '-w 1')], [server(2, '-w 1'), remove(1)]],
    [
      'of a server that hands over to another',
      [V, server(1, '-w 1'), server(2, '-w 0')],
      [V, server(1, '-w 0'), server(2, '-w 1')],
      [edit(server(2, '-w 1')), edit(server(1, '-w 0'))],
    ],
    [
      'of a service, before its servers',
      [V, server(1, '-w 1')],
      [`${V} -p 60`, server(1, '-w 2 -x 9')],
      [`-E -t 10.0.0.1:80 -s rr -p 60`, edit(server(1, '-w 2 -x 9'))],
    ],
    ['of one service for another', [V], ['-A -f 1 -s rr'], ['-A -f 1 -s rr', '-D -t 10.0.0.1:80']],
    [
      'of weights that are kept: those of servers that stay, but not of new ones',
      [V, server(1, '-w 5'), server(2, '-w 0')],
      [V, server(1, '-w 1 -x 9'), server(2, '-w 1'), server(3, '-w 1')],
      [edit(server(1, '-w 5 -x 9')), server(3, '-w 1')],
      true,
    ],
  ])('%s', (_, current, wanted, plan, keep = false) => {
    expect(planChanges(tableOf(current), tableOf(wanted), keep).map(operationLine)).toEqual(plan);
  });
});
