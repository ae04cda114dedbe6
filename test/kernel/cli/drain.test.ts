/** `--drain`: real TCP connections through a service on the loopback address, which are left alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drain } from '../../../src/cli/commands/drain.ts';
import { SystemNames } from '../../../src/cli/names/system-names.ts';
import { PROGRAMS } from '../../../src/cli/programs.ts';
import type { AddressServiceKey } from '../../../src/ipvs/model.ts';
import { wordsOf } from '../../rules/words.ts';
import { hold, LOOPBACK, listen, talk } from './connections.ts';
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

describe('a real server of a persistent service', () => {
  /** Seconds that a client is remembered: longer than its connection, shorter than a test. */
  const REMEMBERED = 3;
  const SYSCTL = '/proc/sys/net/ipv4/vs/expire_quiescent_template';
  const sysctl = readFileSync(SYSCTL, 'utf8');
  const NOTE =
    `known clients keep coming until ${REMEMBERED} seconds after their last connection; ` +
    'net.ipv4.vs.expire_quiescent_template=1 ends that';
  let U = '';

  beforeEach(async () => {
    U = `-u ${LOOPBACK}:${key.port}`;
    await load(`--set 0 0 1\n-A ${U} -s rr -p ${REMEMBERED}\n-a ${U} -r ${LOOPBACK}:${SERVER} -m\n`);
  });
  afterEach(async () => {
    writeFileSync(SYSCTL, sysctl);
    expect(await run('--set 0 0 300')).toEqual(DONE);
  });

  /** Drains in this process, and returns what a terminal shows, with the number of seconds that it took. */
  async function drainShowing(line: string, onPause: () => NodeJS.Signals | undefined = () => undefined) {
    const shown: string[] = [];
    const start = performance.now();
    const names = new SystemNames();
    const command = PROGRAMS.ipvsadm(wordsOf(line), names);
    if (command.type !== 'drain') throw new Error('not a drain');
    const environment = {
      client: async () => clients.client,
      showProgress: (text: string) => void shown.push(text),
      pause: async (milliseconds: number) => onPause() ?? setTimeout(milliseconds, undefined),
    };
    const error = await drain(command, environment).catch((thrown: unknown) => thrown);
    return { shown, error, seconds: (performance.now() - start) / 1000 };
  }

  it('waits for known clients too, because the kernel still sends them there, and says so first', async () => {
    writeFileSync(SYSCTL, '0');
    await talk(key.port, 1);
    const { shown, error, seconds } = await drainShowing(`--drain ${U} -r ${LOOPBACK}:${SERVER}`);
    expect(error).toBeUndefined();
    const name = `${U} -r ${LOOPBACK}:${SERVER}`;
    expect(shown.slice(0, 2)).toEqual([`${name}: ${NOTE}\n`, `${name}: active connections: 0, persistent: 1`]);
    expect(shown.filter((text) => text.endsWith('\n'))).toHaveLength(1);
    expect(shown.at(-1)).toBe('');
    expect(seconds).toBeGreaterThan(REMEMBERED - 1);
    expect(await table()).toBe(`-A ${U} -s rr -p ${REMEMBERED}\n`);
  });

  it('gets a known client again while it waits, and not a new one', async () => {
    writeFileSync(SYSCTL, '0');
    await run('-R', `-a ${U} -r ${LOOPBACK}:${IDLE} -m -w 0\n`);
    await talk(key.port, 1);
    await run(`-e ${U} -r ${LOOPBACK}:${SERVER} -m -w 0`);
    await run(`-e ${U} -r ${LOOPBACK}:${IDLE} -m -w 1`);
    await talk(key.port, 1);
    const servers = await clients.client.destinations({ ...key, protocol: 'udp' });
    expect(servers.find(({ port }) => port === SERVER)).toMatchObject({
      persistentConnections: 1,
      inactiveConnections: 2,
    });
  });

  it('does not wait for known clients when the kernel forgets them', async () => {
    writeFileSync(SYSCTL, '1');
    await talk(key.port, 1);
    expect((await drainShowing(`--drain ${U}`)).shown).toEqual(['']);
    expect(await table()).toBe('');
  });

  it('stops waiting when the sysctl is set meanwhile', async () => {
    writeFileSync(SYSCTL, '0');
    await talk(key.port, 1);
    const { shown, seconds } = await drainShowing(`--drain ${U}`, () => {
      writeFileSync(SYSCTL, '1');
      return undefined;
    });
    expect([shown.length, shown.at(-1)]).toEqual([3, '']);
    expect(seconds).toBeLessThan(REMEMBERED - 1);
    expect(await table()).toBe('');
  });

  it('is deleted when the limit has passed, with the progress taken away', async () => {
    writeFileSync(SYSCTL, '0');
    await talk(key.port, 1);
    const { shown, error } = await drainShowing(`--drain ${U} --limit 1`);
    expect([error, shown.at(-1)]).toEqual([undefined, '']);
    expect(await table()).toBe('');
  });

  it('that a signal interrupts leaves no progress, and the error names the clients and the sysctl', async () => {
    writeFileSync(SYSCTL, '0');
    await talk(key.port, 1);
    const { shown, error } = await drainShowing(`--drain ${U}`, () => 'SIGTERM');
    expect(shown.at(-1)).toBe('');
    expect(error).toMatchObject({
      message: `interrupted: ${U} gets no new clients; left are active connections: 0, persistent: 1`,
      hint: `${NOTE}; to take it back, restore the weight with -e: ${LOOPBACK}:${SERVER} 1`,
      status: 143,
    });
  });

  it('that another program deletes leaves no progress', async () => {
    writeFileSync(SYSCTL, '0');
    await talk(key.port, 1);
    const deleted = clients.other.change.bind(clients.other);
    let pending: Promise<void> | undefined;
    const { shown, error } = await drainShowing(`--drain ${U} -r ${LOOPBACK}:${SERVER}`, () => {
      pending ??= deleted({ type: 'delete-service', key: { ...key, protocol: 'udp' } });
      return undefined;
    });
    await pending;
    expect(shown.at(-1)).toBe('');
    expect(error).toMatchObject({ message: 'No such service' });
  });
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
