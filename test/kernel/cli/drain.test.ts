/** `--drain`: real TCP connections through a service on the loopback address, which are left alone. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../../../src/cli/environment.ts';
import type { AddressServiceKey } from '../../../src/ipvs/model.ts';
import { wordsOf } from '../../rules/words.ts';
import { hold, LOOPBACK, listen, talk } from './connections.ts';
import { startProgram } from './outcome.ts';
import { DONE, useCommandLine } from './session.ts';

const { clients, run, table, load } = useCommandLine();
const [SERVER, IDLE] = [5021, 5022];

/** A service of its own for each test: the kernel remembers a deleted server for as long as it has connections. */
let key: AddressServiceKey = { protocol: 'tcp', address: LOOPBACK, port: 5030 };
let V = '';
let R = '';
let other = '';
let before = '';

let server: Server;
let socket: Socket | undefined;
beforeAll(async () => {
  server = await listen(SERVER);
});
beforeEach(async () => {
  key = { ...key, port: key.port + 1 };
  V = `-t ${LOOPBACK}:${key.port}`;
  R = `${V} -r ${LOOPBACK}:${SERVER}`;
  other = `-a ${V} -r 192.168.9.9:80 -m -w 0\n`;
  before = `-A ${V} -s wrr\n-a ${R} -m -w 3 -x 900\n${other}`;
  await load(before);
});
afterEach(() => {
  socket?.resetAndDestroy();
});
afterAll(() => server.close());

/** Weight and active connections of the first server, while it is there. */
async function first(): Promise<[weight: number, active: number] | undefined> {
  const found = (await clients.client.destinations(key)).find(({ port }) => port === SERVER);
  return found && [found.weight, found.activeConnections];
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await setTimeout(20);
}

describe('a real server', () => {
  it('without connections goes at once', async () => {
    expect(await run(`--drain ${R}`)).toEqual(DONE);
    expect(await table()).toBe(`-A ${V} -s wrr\n${other}`);
  });

  it('with a connection gets no more, and goes when that has ended', async () => {
    socket = await hold(key.port);
    expect(await first()).toEqual([3, 1]);
    let over = false;
    const drained = run(`--drain ${R}`).finally(() => {
      over = true;
    });
    await until(async () => (await first())?.[0] === 0);
    await setTimeout(700);
    expect([over, await first()]).toEqual([false, [0, 1]]);
    // All but the weight is as it was.
    expect(await table()).toContain(`-a ${R} -m -w 0 -x 900\n`);
    await expect(hold(key.port)).rejects.toBeDefined();
    socket.end();
    expect(await drained).toEqual(DONE);
    expect(await first()).toBeUndefined();
  });

  it('goes when the limit has passed, and its connections stay', async () => {
    socket = await hold(key.port);
    const start = performance.now();
    expect(await run(`--drain ${R} --limit 1`)).toEqual(DONE);
    expect(performance.now() - start).toBeGreaterThan(950);
    expect(await first()).toBeUndefined();
    expect((await run('-Lnc')).stdout).toMatch(new RegExp(`ESTABLISHED ${LOOPBACK}:\\d+ +${LOOPBACK}:${key.port} `));
  });

  it('goes at once with the limit 0', async () => {
    socket = await hold(key.port);
    expect(await run(`--drain ${R} --limit 0`)).toEqual(DONE);
    expect(await first()).toBeUndefined();
  });

  it('that another program deletes meanwhile is told', async () => {
    socket = await hold(key.port);
    const drained = run(`--drain ${R}`);
    await until(async () => (await first())?.[0] === 0);
    await clients.other.change({ type: 'delete-destination', key, destination: { address: LOOPBACK, port: SERVER } });
    expect(await drained).toEqual({ status: 255, stdout: '', stderr: 'No such destination\n' });
  });
});

describe('a virtual service', () => {
  it('goes with all of its servers when they have no connections', async () => {
    socket = await hold(key.port);
    expect(await run('-R', `-a ${V} -r ${LOOPBACK}:${IDLE} -m -w 1\n-A -f 1 -s rr\n`)).toEqual(DONE);
    const drained = run(`--drain ${V}`);
    await until(async () => (await first())?.[0] === 0);
    expect((await table()).match(/-w \d+/g)).toEqual(['-w 0', '-w 0', '-w 0']);
    socket.end();
    expect(await drained).toEqual(DONE);
    expect(await table()).toBe('-A -f 1 -s rr\n');
  });

  it('without servers goes at once', async () => {
    await load(`-A ${V} -s wrr\n`);
    expect(await run(`--drain ${V}`)).toEqual(DONE);
    expect(await table()).toBe('');
  });
});

describe('a server of a persistent service', () => {
  const SETTING = '/proc/sys/net/ipv4/vs/expire_quiescent_template';
  const set = (value: 0 | 1): void => writeFileSync(SETTING, `${value}\n`);
  const old = readFileSync(SETTING, 'utf8');

  beforeEach(async () => {
    set(0);
    await load(`-A ${V} -s wrr -p 60\n-a ${R} -m -w 3\n`);
  });
  afterAll(() => writeFileSync(SETTING, old));

  it('waits for known clients, who still come, until the sysctl keeps them away', async () => {
    socket = await hold(key.port);
    let over = false;
    const drained = run(`--drain ${R}`).finally(() => {
      over = true;
    });
    await until(async () => (await first())?.[0] === 0);
    socket.resetAndDestroy();
    await until(async () => (await first())?.[1] === 0);
    await setTimeout(700);
    expect(over).toBe(false);
    socket = await hold(key.port);
    expect(await first()).toEqual([0, 1]);

    set(1);
    await expect(hold(key.port)).rejects.toBeDefined();
    await setTimeout(700);
    expect(over).toBe(false);
    socket.resetAndDestroy();
    expect(await drained).toEqual(DONE);
    expect(await first()).toBeUndefined();
  });

  it('goes at once with the sysctl when known clients have no connection', async () => {
    set(1);
    (await hold(key.port)).resetAndDestroy();
    await until(async () => (await first())?.[1] === 0);
    expect(await run(`--drain ${R} --limit 60`, '', { pause: () => Promise.reject(new Error('waited')) })).toEqual(
      DONE,
    );
    expect(await first()).toBeUndefined();
  });

  it('goes at once when no client is known', async () => {
    expect(await run(`--drain ${R}`, '', { pause: () => Promise.reject(new Error('waited')) })).toEqual(DONE);
  });

  it('goes when its last client is forgotten', async () => {
    const timeouts = await clients.client.timeouts();
    try {
      const service = `-u ${LOOPBACK}:${key.port}`;
      const datagrams = `${service} -r ${LOOPBACK}:${SERVER}`;
      await load(`--set 0 0 1\n-A ${service} -s wrr -p 3\n-a ${datagrams} -m\n`);
      await talk(key.port, 1);
      const start = performance.now();
      expect(await run(`--drain ${datagrams}`)).toEqual(DONE);
      expect(performance.now() - start).toBeGreaterThan(1500);
    } finally {
      await clients.client.change({ type: 'set-timeouts', timeouts });
    }
  });

  it('goes when the limit has passed, though clients are known', async () => {
    (await hold(key.port)).resetAndDestroy();
    expect(await run(`--drain ${R} --limit 1`)).toEqual(DONE);
    expect(await first()).toBeUndefined();
  });

  it('is shown with its known clients, how long they may come, and what ends that', async () => {
    socket = await hold(key.port);
    const shown: string[] = [];
    await run(`--drain ${R} --limit 1`, '', { showProgress: (line) => shown.push(line) });
    expect(shown[0]).toBe(
      `${R}: active connections: 1, persistent clients: 1; these keep coming until 60 s after their last connection, ` +
        'unless sysctl net.ipv4.vs.expire_quiescent_template is 1',
    );
  });

  it('is shown without its known clients when the sysctl keeps them away', async () => {
    set(1);
    socket = await hold(key.port);
    const shown: string[] = [];
    await run(`--drain ${R} --limit 1`, '', { showProgress: (line) => shown.push(line) });
    expect(shown[0]).toBe(`${R}: active connections: 1`);
  });

  it('is named with its known clients when a signal ends the waiting', async () => {
    socket = await hold(key.port);
    expect(await run(`--drain ${R}`, '', { pause: async () => 'SIGTERM' })).toEqual({
      status: 143,
      stdout: '',
      stderr:
        `interrupted: ${R} gets new connections of known clients only; ` +
        'active ones that are left: 1, persistent clients: 1\n' +
        `hint: to take it back, restore the weight with -e: ${LOOPBACK}:${SERVER} 3; ` +
        'to keep known clients away, set sysctl net.ipv4.vs.expire_quiescent_template to 1 (LVS205)\n',
    });
  });
});

describe('the line of progress', () => {
  /** Every line that was shown, and the last one again as what stays on the terminal. */
  async function shownBy(limit: string, pause?: Environment['pause']) {
    const shown: string[] = [];
    socket = await hold(key.port);
    await run(`--drain ${R}${limit}`, '', {
      showProgress: (line) => shown.push(line),
      pause: pause ?? ((milliseconds) => setTimeout(milliseconds, undefined)),
    });
    expect(shown[0]).toBe(`${R}: active connections: 1`);
    return shown.at(-1);
  }

  it('is gone when the server is drained', async () => {
    const pause = async () => {
      socket?.resetAndDestroy();
      await until(async () => (await first())?.[1] === 0);
      return undefined;
    };
    expect(await shownBy('', pause)).toBe('');
  });

  it('is gone when the limit has passed', async () => {
    expect(await shownBy(' --limit 1')).toBe('');
  });

  it('is gone when a signal has come', async () => {
    expect(await shownBy('', async () => 'SIGINT')).toBe('');
  });

  it('is gone when the server was deleted by another program', async () => {
    const pause = async () => {
      const destination = { address: LOOPBACK, port: SERVER };
      await clients.other.change({ type: 'delete-destination', key, destination });
      return undefined;
    };
    expect(await shownBy('', pause)).toBe('');
  });
});

it.each([
  [`--drain -t ${LOOPBACK}:1`, 'No such service\n'],
  [`--drain -t ${LOOPBACK}:1 -r ${LOOPBACK}:${SERVER}`, 'No such service\n'],
  [`--drain SERVICE -r ${LOOPBACK}:1`, 'No such destination\n'],
])('%s is refused: %j', async (line, stderr) => {
  expect(await run(line.replace('SERVICE', V))).toEqual({ status: 255, stdout: '', stderr });
  expect(await table()).toBe(before);
});

describe('a signal', () => {
  const start = (line: string): ChildProcess => startProgram('ipvsadm', wordsOf(line));

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the waiting with %i, and what is left is named', async (signal, status) => {
    socket = await hold(key.port);
    const draining = start(`--drain ${R}`);
    const told = draining.stderr === null ? '' : text(draining.stderr);
    await until(async () => (await first())?.[0] === 0);
    // It waits, with looks at the connections in between.
    await setTimeout(300);
    draining.kill(signal);
    expect(await once(draining, 'exit')).toEqual([status, null]);
    expect(await told).toBe(
      `interrupted: ${R} gets no new connections; active ones that are left: 1\n` +
        `hint: to take it back, restore the weight with -e: ${LOOPBACK}:${SERVER} 3\n`,
    );
    expect(await first()).toEqual([0, 1]);
  });
});
