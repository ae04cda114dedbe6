import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planChanges } from '../../../src/ipvs/converge/plan.ts';
import type { Table } from '../../../src/ipvs/converge/table.ts';
import { type State, takeBack } from '../../../src/ipvs/converge/take-back.ts';
import { Wanted } from '../../../src/ipvs/converge/wanted.ts';
import type { Daemon, Timeouts } from '../../../src/ipvs/model.ts';
import { tableLines, tableOf } from '../../rules/operations.ts';
import { tablePair } from './table-arbitrary.ts';

const TIMEOUTS: Timeouts = { tcp: 900, tcpFin: 120, udp: 300 };

/** A state with a table, and timeouts and daemons where they matter. */
function stateOf(table: Table, { timeouts = TIMEOUTS, daemons = [] }: Partial<State> = {}): Wanted {
  const state = new Wanted();
  for (const [id, row] of table) state.table.set(id, row);
  state.timeouts = timeouts;
  for (const daemon of daemons) state.daemons.set(daemon.state, daemon);
  return state;
}

const back = (before: Table, after: Table, table: Table): Table =>
  takeBack({ before: stateOf(before), after: stateOf(after) }, { table, timeouts: TIMEOUTS, daemons: [] }).table;

/** The table of a text of rules. */
const of = (rules: string): Table => tableOf(rules.split('\n').filter((line) => line !== ''));

const V = '-t 192.0.2.1:80';
const A = `-A ${V} -s rr\n`;
const server = (host: number, weight = 1): string => `-a ${V} -r 10.0.0.${host}:80 -m -w ${weight}\n`;

describe('taking back', () => {
  it.each<[what: string, before: string, after: string, current: string, result: string]>([
    ['an edited server', A + server(1), A + server(1, 5), A + server(1, 5), A + server(1)],
    ['an edited server, edited again', A + server(1), A + server(1, 5), A + server(1, 7), A + server(1, 7)],
    ['an edited server, deleted since', A + server(1), A + server(1, 5), A, A],
    ['a change that was not made', A + server(1), A + server(1, 5), A + server(1), A + server(1)],
    ['an added server', A, A + server(1), A + server(1), A],
    ['a deleted server', A + server(1), A, A, A + server(1)],
    ['a deleted server, added since', A + server(1), A, A + server(1, 9), A + server(1, 9)],
    ['an added service', '', A + server(1), A + server(1), ''],
    ['an added service with a server since', '', A + server(1), A + server(1) + server(2), A + server(2)],
    ['a deleted service', A + server(1), '', '', A + server(1)],
    ['a deleted service, another since', A + server(1), '', `-A ${V} -s lc\n`, `-A ${V} -s lc\n`],
    ['an edited service', A, `-A ${V} -s lc\n`, `-A ${V} -s lc\n`, A],
    ['an edited service, edited again', A, `-A ${V} -s lc\n`, `-A ${V} -s sh\n`, `-A ${V} -s sh\n`],
    ['nothing, and a server since', A, A, A + server(1), A + server(1)],
    ['nothing, and no server since', A + server(1), A + server(1), A, A],
  ])('%s', (_, before, after, current, result) => {
    expect(tableLines(back(of(before), of(after), of(current)))).toEqual(tableLines(of(result)));
  });

  it('makes the table what it was, where nobody else has changed it', () => {
    fc.assert(
      fc.property(tablePair, ({ current: before, wanted: after }) => {
        expect(planChanges(back(before, after, after), before, false)).toEqual([]);
      }),
    );
  });

  it('changes nothing where the change has not been made', () => {
    fc.assert(
      fc.property(tablePair, ({ current: before, wanted: after }) => {
        expect(planChanges(before, back(before, after, before), false)).toEqual([]);
      }),
    );
  });

  it('changes nothing where there was no change', () => {
    fc.assert(
      fc.property(tablePair, ({ current, wanted: same }) => {
        expect(planChanges(current, back(same, same, current), false)).toEqual([]);
      }),
    );
  });

  const master: Daemon = { state: 'master', interface: 'eth0', syncId: 1 };
  const other: Timeouts = { ...TIMEOUTS, udp: 10 };

  it.each<[what: string, after: Partial<State>, current: Partial<State>, result: object]>([
    ['timeouts that it has set', { timeouts: other }, { timeouts: other }, { timeouts: TIMEOUTS, daemons: [] }],
    ['timeouts that were set since', { timeouts: other }, { timeouts: { ...other, tcp: 9 } }, { daemons: [] }],
    ['timeouts that others have set', {}, { timeouts: other }, { daemons: [] }],
    [
      'a daemon that it has started',
      { daemons: [master] },
      { daemons: [master] },
      { daemons: [['master', undefined]] },
    ],
    ['a daemon that others have started', {}, { daemons: [master] }, { daemons: [] }],
    ['a daemon that was stopped since', { daemons: [master] }, {}, { daemons: [] }],
  ])('%s', (_, after, current, result) => {
    const change = { before: stateOf(new Map()), after: stateOf(new Map(), after) };
    const { timeouts, daemons } = takeBack(change, { table: new Map(), timeouts: TIMEOUTS, daemons: [], ...current });
    expect({ timeouts, daemons: [...daemons] }).toEqual({ timeouts: undefined, ...result });
  });
});
