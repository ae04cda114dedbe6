/** `--drain`: real TCP connections through a service on the loopback address, which are left alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AddressServiceKey } from '../../../src/ipvs/model.ts';
import { wordsOf } from '../../rules/words.ts';
import { hold, LOOPBACK, listen } from './connections.ts';
import { OURS } from './outcome.ts';
import { DONE, useCommandLine } from './session.ts';

const { clients, run, table, load } = useCommandLine();
const [SERVER, IDLE] = [5021, 5022];

/** A service of its own for each test, because the kernel remembers a deleted server for as long as it has connections. */
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

it.each([
  [`--drain -t ${LOOPBACK}:1`, 'No such service\n'],
  [`--drain -t ${LOOPBACK}:1 -r ${LOOPBACK}:${SERVER}`, 'No such service\n'],
  [`--drain SERVICE -r ${LOOPBACK}:1`, 'No such destination\n'],
])('%s is refused: %j', async (line, stderr) => {
  expect(await run(line.replace('SERVICE', V))).toEqual({ status: 255, stdout: '', stderr });
  expect(await table()).toBe(before);
});

describe('a signal', () => {
  const start = (line: string): ChildProcess => spawn(process.execPath, [OURS, ...wordsOf(line)]);

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
