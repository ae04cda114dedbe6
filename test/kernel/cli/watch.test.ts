/** `-L --watch`: on a terminal, in a pipe, and on a table whose counters move. */
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { watched } from '../../../src/json/schema.ts';
import { Screen, type ScreenOptions } from '../../../tools/screen.ts';
import { hold, LOOPBACK, listen } from './connections.ts';
import { startProgram } from './outcome.ts';
import { useCommandLine } from './session.ts';

const { clients, run, table, load } = useCommandLine();
const [SERVER, PORT] = [5041, 5042];
const V = `-t ${LOOPBACK}:${PORT}`;
const RULES = `-A ${V} -s rr\n-a ${V} -r ${LOOPBACK}:${SERVER} -m -w 3 -x 900\n-A -f 7 -s rr\n`;

let server: Server;
const sockets: Socket[] = [];
let screen: Screen | undefined;
beforeAll(async () => {
  server = await listen(SERVER);
});
beforeEach(() => load(RULES));
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.resetAndDestroy();
  screen?.close();
  screen = undefined;
});
afterAll(() => server.close());

const connect = async (): Promise<void> => {
  sockets.push(await hold(PORT));
};

const open = (words: string, options?: ScreenOptions, after?: string): Screen => {
  screen = new Screen(`-Ln --watch ${words}`.trim().split(' '), options, after);
  return screen;
};

const status = async (words: string): Promise<string> => {
  const { status: code, stdout, stderr } = await run(words);
  return `${code} ${stdout}${stderr.split('\n')[0]}`;
};

describe('on a terminal', () => {
  it('shows the table, and what happens to it', async () => {
    const live = open('1');
    await live.shows(/^TCP {2}127\.0\.0\.1:5042 rr .*\n {2}-> 127\.0\.0\.1:5041 +3 /m);
    await live.shows(/^FWM {2}7 rr .* no server/m);
    await live.shows(/^services 2, servers 1, active 0, inactive \d+, 0 new\/s, in /m);
    await connect();
    await live.shows(/^ {2}-> 127\.0\.0\.1:5041 +3 +1 +0 +0\.[1-9] /m);
    // From here on, every reading that is compared with has the connection.
    await live.shows(/^ {2}-> 127\.0\.0\.1:5041 +3 +1 +0 +0 /m);
    await clients.client.change({ type: 'zero' });
    await live.shows(/^ {2}-> 127\.0\.0\.1:5041 .* zeroed /m);
  });

  it('restores the terminal at the key q', async () => {
    const live = open('', {}, 'stty -a');
    await live.shows('q quit');
    expect(live.isOther).toBe(true);
    live.press('q');
    expect(await live.end()).toBe(0);
    expect(live.isOther).toBe(false);
    expect(live.output).toContain('\x1b[?7h\x1b[?25h\x1b[?1049l');
    expect(live.output).toMatch(/^isig icanon .* echo /m);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('restores the terminal at %s', async (signal, code) => {
    const live = open('');
    await live.shows('q quit');
    live.signal(signal);
    expect(await live.end()).toBe(code);
    expect(live.isOther).toBe(false);
  });

  it('ends at ctrl-c as other programs do', async () => {
    const live = open('');
    await live.shows('q quit');
    live.press('\x03');
    expect(await live.end()).toBe(130);
  });

  it('fills the terminal after a change of its size', async () => {
    const live = open('', { rows: 12, columns: 80 });
    await live.shows('q quit');
    expect(live.lines[11]).toMatch(/^q quit/);
    expect(live.lines[2]).not.toContain('InByt/s');
    live.resize(20, 140);
    await live.shows('InPkt/s');
    expect(live.lines[19]).toMatch(/^q quit/);
    live.resize(6, 60);
    await expect.poll(() => live.lines[5]).toMatch(/^q quit/);
  });

  it('shows connections of a service', async () => {
    await connect();
    const live = open('');
    await live.shows('q quit');
    live.press('c');
    await live.shows(/^TCP \d\d:\d\d {2}ESTABLISHED 127\.0\.0\.1:\d+ +127\.0\.0\.1:5042 +127\.0\.0\.1:5041$/m);
    live.press('x');
    await live.shows('q quit');
  });

  it('changes nothing without --allow-changes', async () => {
    const live = open('');
    await live.shows('q quit');
    live.press('jdy');
    await live.shows('q quit');
    expect(await table()).toBe(RULES);
  });

  it('drains a server and brings it back with --allow-changes', async () => {
    const live = open('1 --allow-changes');
    await live.shows('q quit');
    live.press('jd');
    await live.shows('give 127.0.0.1:5041 of TCP  127.0.0.1:5042 weight 0? (y/n)');
    live.press('n');
    await live.shows('q quit');
    expect(await table()).toBe(RULES);
    live.press('dy');
    await live.shows('it has weight 0');
    expect(await table()).toBe(RULES.replace('-w 3', '-w 0'));
    await live.shows(' drained');
    live.press('uy');
    await live.shows('it has weight 3');
    expect(await table()).toBe(RULES);
  });

  it('has no colour where NO_COLOR is set', async () => {
    await load(RULES.replace('-w 3', '-w 0'));
    const coloured = open('');
    await coloured.shows('drained');
    expect(coloured.output).toContain('\x1b[33mdrained');
    coloured.close();
    const plain = open('', { env: { NO_COLOR: '1' } });
    await plain.shows('drained');
    expect(plain.output).toContain('\x1b[1mdrained');
    for (const colour of ['31', '32', '33']) expect(plain.output).not.toContain(`${colour}m`);
  });

  it('prints the table of one interval with --once', async () => {
    const live = open('1 --once');
    expect(await live.end()).toBe(0);
    expect(live.output).not.toContain('\x1b');
    expect(live.output).toMatch(/^services 2, servers 1, .*\r\nService, servers .*\r\nTCP {2}127\.0\.0\.1:5042 rr /);
  });
});

describe('in a pipe', () => {
  it('writes one object a line', async () => {
    await connect();
    const child = startProgram('ipvsadm', ['-Ln', '--watch', '1'], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (child.stdout === null) throw new Error('a pipe was asked for');
    const readings = [];
    for await (const line of createInterface(child.stdout)) {
      readings.push(watched.parse(JSON.parse(line)));
      if (readings.length === 3) break;
    }
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([143, null]);
    const [first, , third] = readings;
    expect(first?.services[0]).toMatchObject({
      address: LOOPBACK,
      port: PORT,
      destinations: [{ activeConnections: 1 }],
    });
    expect([Math.round(first?.seconds ?? 0), Math.round(third?.seconds ?? 0)]).toEqual([1, 3]);
  });

  it('ends with the reader', () => expectHead('--watch 1'));
  it('writes one object with --once', async () => {
    const { stdout } = await run('-Ln --watch 1 --once');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => watched.parse(JSON.parse(line))),
    ).toHaveLength(1);
  });

  it('watches one service', async () => {
    const { stdout } = await run('-Ln --watch 1 --once -f 7');
    expect(watched.parse(JSON.parse(stdout)).services).toMatchObject([{ fwmark: 7, destinations: [] }]);
  });

  async function expectHead(words: string): Promise<void> {
    const child = startProgram('ipvsadm', ['-Ln', ...words.split(' ')], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await once(child, 'exit')).toEqual([141, null]);
  }
});

it.each([
  ['-Ln --watch 1 --once -t 192.0.2.9:80', '1 No such service'],
  ['-L --watch 0', "2 invalid watch interval `0' specified"],
  ['-L --watch x', "2 invalid watch interval `x' specified"],
  ['-L --once', "2 The option 'once' needs the 'watch' option in the 'list' command"],
  ['-L --allow-changes', "2 The option 'allow-changes' needs the 'watch' option in the 'list' command"],
  ['-Lc --watch', "2 The option 'watch' conflicts with the 'connection' option in the 'list' command"],
  ['-S --watch', "2 Illegal 'watch' option with the 'save' command"],
])('%s is refused', async (words, answer) => {
  expect(await status(words)).toBe(answer);
});
