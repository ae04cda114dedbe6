import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conflict, Wanted } from '../../../src/ipvs/converge/wanted.ts';
import { operationOf, tableLines } from '../../rules/operations.ts';
import { tablePair } from './table-arbitrary.ts';

const V = '-A -t 10.0.0.1:80 -s rr';
const R = '-a -t 10.0.0.1:80 -r 192.168.0.1:80 -m -w 1';

/** Carries lines out, and answers what was wrong with each. */
function carryOut(lines: readonly string[]): { wanted: Wanted; conflicts: (Conflict | undefined)[] } {
  const wanted = new Wanted();
  return { wanted, conflicts: lines.map((line) => wanted.add(operationOf(line))) };
}

describe('the table that changes come to', () => {
  it.each<[title: string, lines: string[], table: string[]]>([
    ['nothing', [], []],
    ['what was added, in its order', [V, '-A -f 1 -s lc', R], [V, R, '-A -f 1 -s lc']],
    ['an edited service, with its servers', [V, R, '-E -t 10.0.0.1:80 -s lc'], ['-A -t 10.0.0.1:80 -s lc', R]],
    ['an edited server', [V, R, R.replace('-a', '-e').replace('-w 1', '-w 9')], [V, R.replace('-w 1', '-w 9')]],
    ['less a server', [V, R, '-d -t 10.0.0.1:80 -r 192.168.0.1:80'], [V]],
    ['less a service with its servers', [V, R, '-A -f 1 -s lc', '-D -t 10.0.0.1:80'], ['-A -f 1 -s lc']],
    ['a service that was added again, without its old servers', [V, R, '-D -t 10.0.0.1:80', V], [V]],
    ['what was added behind -C', [V, R, '-C', '-A -f 1 -s lc'], ['-A -f 1 -s lc']],
    [
      'services apart by protocol, port and family',
      [
        V,
        '-A -u 10.0.0.1:80 -s rr',
        '-A --sctp-service 10.0.0.1:80 -s rr',
        '-A -t 10.0.0.1:81 -s rr',
        '-A -f 1 -s rr',
        '-A -f 1 -6 -s rr',
      ],
      [
        V,
        '-A -u 10.0.0.1:80 -s rr',
        '-A --sctp-service 10.0.0.1:80 -s rr',
        '-A -t 10.0.0.1:81 -s rr',
        '-A -f 1 -s rr',
        '-A -f 1 -6 -s rr',
      ],
    ],
    [
      'one service however its address is written',
      ['-A -t [2001:DB8:0::1]:80 -s rr', '-a -t [2001:db8::1]:80 -r [2001:db8::0:9]:80 -m -w 1'],
      ['-A -t [2001:db8::1]:80 -s rr', '-a -t [2001:db8::1]:80 -r [2001:db8::9]:80 -m -w 1'],
    ],
  ])('is %s', (_, lines, table) => {
    const { wanted, conflicts } = carryOut(lines);
    expect(conflicts).toEqual(lines.map(() => undefined));
    expect(tableLines(wanted.table)).toEqual(table);
  });

  it('is the one whose parts are added', () => {
    fc.assert(
      fc.property(tablePair, ({ wanted: table }) => {
        const wanted = new Wanted();
        for (const { service, destinations } of table.values()) {
          expect(wanted.add({ type: 'add-service', service })).toBeUndefined();
          for (const destination of destinations.values()) {
            expect(wanted.add({ type: 'add-destination', key: service.key, destination })).toBeUndefined();
          }
        }
        expect(wanted.table).toEqual(table);
      }),
    );
  });
});

describe('a change that does not fit', () => {
  it.each<[line: string, conflict: Conflict, before: string[]]>([
    [V, 'EEXIST', [V, R]],
    ['-A -t 10.0.0.1:80 -s lc', 'EEXIST', [V, R]],
    ['-E -f 1', 'ESRCH', [V, R]],
    ['-D -f 1', 'ESRCH', [V, R]],
    [R, 'EEXIST', [V, R]],
    ['-a -f 1 -r 192.168.0.1', 'ESRCH', [V, R]],
    ['-e -f 1 -r 192.168.0.1', 'ESRCH', [V, R]],
    ['-d -f 1 -r 192.168.0.1', 'ESRCH', [V, R]],
    ['-e -t 10.0.0.1:80 -r 192.168.0.2 -m', 'ENOENT', [V, R]],
    ['-d -t 10.0.0.1:80 -r 192.168.0.1:81', 'ENOENT', [V, R]],
  ])('%s is answered %s, and changes nothing', (line, conflict, before) => {
    const { wanted } = carryOut(before);
    expect(wanted.add(operationOf(line))).toBe(conflict);
    expect(tableLines(wanted.table)).toEqual(before);
  });
});

describe('what is done already', () => {
  const START = '--start-daemon master --mcast-interface eth0 --syncid 1';

  it.each<[line: string, has: boolean]>([
    [V, true],
    [`${V} -p 60`, false],
    ['-A -f 1', false],
    [R, true],
    [R.replace('-w 1', '-w 2'), false],
    ['-a -t 10.0.0.1:80 -r 192.168.0.2 -m', false],
    ['-a -f 1 -r 192.168.0.2', false],
    ['-D -f 1', true],
    ['-D -t 10.0.0.1:80', false],
    ['-d -t 10.0.0.1:80 -r 192.168.0.2', true],
    ['-d -f 1 -r 192.168.0.1', true],
    ['-d -t 10.0.0.1:80 -r 192.168.0.1', false],
    ['-E -t 10.0.0.1:80 -s rr', false],
    [START, true],
    [`${START} --mcast-ttl 3`, true],
    [`${START} --mcast-ttl 4`, false],
    [START.replace('master', 'backup'), false],
  ])('%s: %s', (line, has) => {
    expect(carryOut([V, R, `${START} --mcast-ttl 3`]).wanted.has(operationOf(line))).toBe(has);
  });
});

describe('timeouts and sync daemons', () => {
  it.each<[lines: string[], timeouts: Wanted['timeouts']]>([
    [[V, '-C'], undefined],
    [['--set 900 120 300'], { tcp: 900, tcpFin: 120, udp: 300 }],
    [['--set 900 120 300', '--set 0 60 0'], { tcp: 900, tcpFin: 60, udp: 300 }],
    [['--set 0 60 0', '-C'], { tcp: 0, tcpFin: 60, udp: 0 }],
  ])('%j', (lines, timeouts) => {
    expect(carryOut(lines).wanted.timeouts).toEqual(timeouts);
  });

  const master = { state: 'master', interface: 'eth0', syncId: 1 };

  it.each<[lines: string[], daemons: [string, unknown][], conflict?: Conflict]>([
    [[], []],
    [['--start-daemon master --mcast-interface eth0 --syncid 1'], [['master', master]]],
    [['--stop-daemon backup'], [['backup', undefined]]],
    [['--start-daemon master --mcast-interface eth0', '--stop-daemon master'], [['master', undefined]]],
    [
      ['--stop-daemon master', '--start-daemon master --mcast-interface eth0 --syncid 1', '--stop-daemon backup'],
      [
        ['master', master],
        ['backup', undefined],
      ],
    ],
    [
      ['--start-daemon master --mcast-interface eth0 --syncid 1', '--start-daemon master --mcast-interface eth1'],
      [['master', master]],
      'EEXIST',
    ],
  ])('%j', (lines, daemons, conflict) => {
    const { wanted, conflicts } = carryOut(lines);
    expect([...wanted.daemons]).toEqual(daemons);
    expect(conflicts.at(-1)).toBe(conflict);
  });
});
