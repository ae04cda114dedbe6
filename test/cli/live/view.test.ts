import { describe, expect, it } from 'vitest';
import { measure } from '../../../src/cli/live/pace.ts';
import type { Reading } from '../../../src/cli/live/reading.ts';
import { View, type ViewOptions } from '../../../src/cli/live/view.ts';
import { numeric } from '../../../src/rules/naming.ts';
import { counters, reading, server, service, tcp } from './measured.ts';

const SIZE = { rows: 10, columns: 120 };

const busy = (connections: bigint) =>
  reading(
    Number(connections) / 10,
    service('10.0.0.1', [server('10.1.0.1'), server('10.1.0.2', { weight: 0 })]),
    service('10.0.0.2', [server('10.1.0.3', { weight: 3, stats: counters({ connections }) })], { connections }),
  );

function viewOf(now: Reading, options: Partial<ViewOptions> = {}): View {
  const view = new View({
    interval: 2,
    allowChanges: false,
    naming: numeric,
    charset: 'ascii',
    colour: false,
    ...options,
  });
  view.show(measure(busy(0n), now));
  return view;
}

/** What a screen shows, without the sequences for styles. */
const plain = (view: View, size = SIZE): string[] =>
  view.lines(size).map((line) => {
    const [, ...parts] = `\x1b[m${line}`.split('\x1b[');
    return parts
      .map((part) => part.slice(part.indexOf('m') + 1))
      .join('')
      .trimEnd();
  });

/** The names of the rows. */
const names = (view: View): string[] =>
  plain(view)
    .slice(3, -1)
    .map((line) => line.slice(0, 24).trim());

/** The line that is in inverse below the heading. */
const selected = (view: View): number =>
  view.lines(SIZE).findIndex((line, row) => row > 2 && line.startsWith('\x1b[7'));

const type = (view: View, ...keys: readonly string[]) => keys.map((key) => view.press(key)).at(-1);

describe('the screen', () => {
  it('has as many lines as the terminal', () => {
    for (const rows of [1, 3, 4, 5, 40]) expect(viewOf(busy(10n)).lines({ rows, columns: 80 })).toHaveLength(rows);
  });

  it('shows what is done most first, and what is the matter', () => {
    const [status, totals, heading, ...rows] = plain(viewOf(busy(10n)));
    expect(status).toBe('ipvsadm  every 2 s  by connections/s');
    expect(totals).toBe(
      'services 2, servers 3, active 0, inactive 0, 10 new/s, in 0 packets/s 0B/s, out 0 packets/s 0B/s #',
    );
    expect(heading).toMatch(/^Service, servers .*Weight %Co\/%We {2}Active/);
    expect(rows[0]).toMatch(/^TCP {2}10\.0\.0\.2:80 rr .* 10 .*#$/);
    expect(rows[1]).toMatch(/^ {2}-> 10\.1\.0\.3:80 +Masq +3 +-\/100 /);
    expect(rows[4]).toMatch(/^ {2}-> 10\.1\.0\.2:80 .* drained$/);
    expect(rows.at(-1)).toMatch(/^q quit/);
  });

  it('tells of services that take no connections', () => {
    const full = server('10.1.0.1', { upperThreshold: 2, activeConnections: 1, inactiveConnections: 1 });
    const lines = plain(viewOf(reading(2, service('10.0.0.1', [full]), service('10.0.0.2', []))));
    expect(lines[3]).toContain(' no free server');
    expect(lines[4]).toContain(' full');
    expect(lines[5]).toContain(' no server');
  });

  it('leaves columns out where there is no room', () => {
    expect(plain(viewOf(busy(10n)), { rows: 10, columns: 70 })[2]).toBe(
      `${'Service, servers'.padEnd(30)} Weight  Active   InAct Conns/s`,
    );
  });
});

describe('keys', () => {
  it('sort, and reverse', () => {
    const view = viewOf(busy(10n));
    type(view, 's', 's', 's', 's');
    expect(plain(view)[0]).toBe('ipvsadm  every 2 s  by name');
    expect(names(view)[0]).toBe('TCP  10.0.0.1:80 rr');
    type(view, 'r');
    expect(plain(view)[0]).toContain('by name, reversed');
    expect(names(view)[0]).toBe('TCP  10.0.0.2:80 rr');
  });

  it('filter while a text is typed, by services or by servers', () => {
    const view = viewOf(busy(10n));
    type(view, '/', '1', '.', '0', '.', '2');
    expect(names(view).slice(0, 2)).toEqual(['TCP  10.0.0.1:80 rr', '-> 10.1.0.2:80']);
    expect(plain(view).at(-1)).toBe('filter: 1.0.2_');
    type(view, 'backspace', '3', 'return');
    expect(plain(view)[0]).toContain('filter: 1.0.3');
    expect(names(view).slice(0, 2)).toEqual(['TCP  10.0.0.2:80 rr', '-> 10.1.0.3:80']);
    type(view, 'escape');
    expect(names(view).filter(Boolean)).toHaveLength(5);
  });

  it('fold one service, and all', () => {
    const view = viewOf(busy(10n));
    type(view, 'down', 'return');
    expect(names(view).slice(0, 2)).toEqual(['TCP  10.0.0.2:80 rr', 'TCP  10.0.0.1:80 rr']);
    expect(selected(view)).toBe(3);
    type(view, 'F');
    expect(names(view).filter(Boolean)).toHaveLength(2);
    type(view, 'F');
    expect(names(view).filter(Boolean)).toHaveLength(5);
  });

  it('move, and the screen follows', () => {
    const view = viewOf(busy(10n));
    const small = { rows: 6, columns: 120 };
    view.lines(small);
    type(view, 'end');
    expect(plain(view, small)[4]).toContain('10.1.0.2:80');
    type(view, 'up', 'up', 'up', 'up', 'up');
    expect(plain(view, small)[3]).toContain('10.0.0.2:80');
  });

  it('keep the selection where other rows come before it', () => {
    const view = viewOf(busy(10n));
    type(view, 'end');
    expect(selected(view)).toBe(7);
    view.show(measure(busy(0n), reading(3, service('10.0.0.0', [server('10.1.0.9')]), ...busy(10n).services)));
    expect(plain(view)[selected(view)]).toContain('10.1.0.2:80');
  });

  it('pause, show help, and go back', () => {
    const view = viewOf(busy(10n));
    type(view, 'space');
    expect([view.isPaused, plain(view)[0]]).toEqual([true, expect.stringContaining('paused')]);
    type(view, '?');
    expect(plain(view)[0]).toBe('Keys');
    expect(type(view, 'q')).toBeUndefined();
    expect(plain(view)[0]).toContain('ipvsadm');
    expect(type(view, 'q')).toEqual({ type: 'quit' });
    expect(type(view, 'ctrl-c')).toEqual({ type: 'interrupt' });
  });

  it('ask for connections of what is selected', () => {
    const view = viewOf(busy(10n));
    type(view, 'down', 'c');
    view.showConnections(['one', 'two']);
    expect(view.connectionsOf?.server?.server.address).toBe('10.1.0.3');
    expect(plain(view).slice(0, 3)).toEqual(['Connections of 10.1.0.3:80 of TCP  10.0.0.2:80', 'one', 'two']);
  });
});

describe('weights', () => {
  const weighing = { key: tcp('10.0.0.2'), server: expect.objectContaining({ address: '10.1.0.3' }) };

  it('stay as they are without --allow-changes', () => {
    const view = viewOf(busy(10n));
    type(view, 'down', 'd');
    expect(plain(view).at(-1)).toBe('read-only: start with --allow-changes to change weights');
    expect(type(view, 'y')).toBeUndefined();
  });

  it('change after a yes only', () => {
    const view = viewOf(busy(10n), { allowChanges: true });
    type(view, 'd');
    expect(plain(view).at(-1)).toBe('select a server first');
    type(view, 'down', 'd');
    expect(plain(view).at(-1)).toBe('give 10.1.0.3:80 of TCP  10.0.0.2:80 weight 0? (y/n)');
    expect(type(view, 'n')).toBeUndefined();
    expect(type(view, 'd', 'y')).toEqual({ type: 'weigh', weighing: { ...weighing, weight: 0 } });
  });

  it('come back as they were', () => {
    const view = viewOf(busy(10n), { allowChanges: true });
    type(view, 'down', 'd', 'y');
    view.show(measure(busy(0n), reading(2, service('10.0.0.2', [server('10.1.0.3', { weight: 0 })]))));
    expect(type(view, 'u', 'y')).toEqual({ type: 'weigh', weighing: { ...weighing, weight: 3 } });
  });

  it('are not made up for a server that was drained by others', () => {
    const view = viewOf(busy(10n), { allowChanges: true });
    type(view, 'end', 'u');
    expect(plain(view).at(-1)).toBe('it was not drained here: ipvsadm -e gives it a weight');
  });
});
