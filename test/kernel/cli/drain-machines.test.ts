/** `--drain` and `--undrain` of machines: processes with a /var/lib of their own. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drain, undrain } from '../../../src/json/schema.ts';
import { hold, LOOPBACK, listen } from './connections.ts';
import { OURS } from './outcome.ts';
import { DONE, useCommandLine } from './session.ts';
import { useOwnState } from './state.ts';

const { clients, table, load } = useCommandLine();
const { run, start, words, folder } = useOwnState();
const NOTES = join(folder, 'lib/ipvsadm/host/drained');
const noteOf = (address: string): string => join(NOTES, address);

beforeEach(() => rmSync(NOTES, { recursive: true, force: true }));

/** One machine in services of all kinds, with all settings, beside others. */
const RULES = `-A -t 192.0.2.1:80 -s wrr
-a -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 3
-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 1
-A -t 192.0.2.1:443 -s wlc -p 300
-a -t 192.0.2.1:443 -r 10.0.0.1:8443 -m -w 7 -x 100 -y 50
-a -t 192.0.2.1:443 -r 10.0.0.1:8444 -m -w 0
-a -t 192.0.2.1:443 -r 10.0.0.2:443 -g -w 1
-A -t 192.0.2.9:80 -s rr
-a -t 192.0.2.9:80 -r 10.0.0.2:80 -g -w 1
-A -u 192.0.2.1:53 -s rr
-a -u 192.0.2.1:53 -r 10.0.0.1:53 -i -w 2 --tun-type gue --tun-port 6080 --tun-csum
-a -u 192.0.2.1:53 -r 10.0.0.2:53 -g -w 1
-A -f 7 -s rr
-a -f 7 -r 10.0.0.1:0 -g -w 5
-a -f 7 -r 10.0.0.2:0 -g -w 1
-A -f 7 -6 -s rr
-a -f 7 -6 -r [2001:db8::1]:0 -g -w 6
-a -f 7 -6 -r [2001:db8::2]:0 -g -w 1
`;
const OF_MACHINE = RULES.match(/^-a.*10\.0\.0\.1:.*\n/gm) ?? [];
const without = (address: string): string =>
  RULES.replaceAll(new RegExp(`^-a.*${address.replaceAll('.', '\\.')}:.*\n`, 'gm'), '');

describe('a machine', () => {
  beforeEach(() => load(RULES));

  it('goes out of every service, and comes back just as it was', async () => {
    expect(await run('--drain -r 10.0.0.1')).toEqual(DONE);
    expect(await table()).toBe(without('10.0.0.1'));
    const note = readFileSync(noteOf('10.0.0.1'), 'utf8');
    expect(note.replace(/^#.*\n/, '')).toBe(OF_MACHINE.join(''));
    expect(await run('--undrain -r 10.0.0.1')).toEqual(DONE);
    expect(await table()).toBe(RULES);
    expect(existsSync(noteOf('10.0.0.1'))).toBe(false);
  });

  it('comes back by hand, too: its note is rules', async () => {
    expect(await run('--drain -r 10.0.0.1')).toEqual(DONE);
    expect(await run('-R', readFileSync(noteOf('10.0.0.1'), 'utf8'))).toEqual(DONE);
    expect(await table()).toBe(RULES);
  });

  it('stays at weight 0 with --leave, and comes back', async () => {
    expect(await run('--drain -r 10.0.0.1 --leave')).toEqual(DONE);
    expect(await table()).toBe(RULES.replace(/(10\.0\.0\.1:\d+ -.) -w \d+/g, '$1 -w 0'));
    expect(await run('--undrain -r 10.0.0.1')).toEqual(DONE);
    expect(await table()).toBe(RULES);
  });

  it('is the same when it is drained twice', async () => {
    expect(await run('--drain -r 10.0.0.1 --leave')).toEqual(DONE);
    expect(await run('--drain -r 10.0.0.1 --leave')).toEqual(DONE);
    expect(await run('--drain -r 10.0.0.1')).toEqual(DONE);
    expect(await run('--drain -r 10.0.0.1')).toEqual(DONE);
    expect(await run('--undrain -r 10.0.0.1')).toEqual(DONE);
    expect(await table()).toBe(RULES);
    expect(await run('--undrain -r 10.0.0.1')).toEqual(DONE);
  });

  it('may be one of several, of both families, and one port of another', async () => {
    expect(await run('--drain -r 10.0.0.1:8443,10.0.0.1:53,[2001:db8::1]:0')).toEqual(DONE);
    expect(await table()).toBe(RULES.replaceAll(/^-a.*(:8443|10\.0\.0\.1:53|2001:db8::1\]:0) .*\n/gm, ''));
    expect(await run('--undrain -r 10.0.0.1:53')).toEqual(DONE);
    expect(await run('--undrain -r 10.0.0.1,2001:db8::1')).toEqual(DONE);
    expect(await table()).toBe(RULES);
  });

  it('is not taken where that leaves a service without a server, unless by --force', async () => {
    const refusal = {
      status: 2,
      stdout: '',
      stderr:
        '-t 192.0.2.9:80 would be left without a server that takes connections\n' +
        'hint: nothing was changed; --force drains all the same\n',
    };
    expect(await run('--drain -r 10.0.0.2')).toEqual(refusal);
    expect(await run('--drain -r 10.0.0.2 --dry-run')).toEqual(refusal);
    // Each alone leaves another.
    const both = await run('--drain -r 10.0.0.1,10.0.0.2,2001:db8::1,2001:db8::2 --json');
    expect(both.status).toBe(2);
    expect(drain.parse(JSON.parse(both.stdout))).toMatchObject({
      outcome: 'refused',
      withoutServer: [
        { port: 80 },
        { port: 443 },
        { address: '192.0.2.9' },
        { protocol: 'udp' },
        { family: 'ipv4' },
        { family: 'ipv6' },
      ],
    });
    expect(await table()).toBe(RULES);
    expect(existsSync(NOTES)).toBe(false);
    expect(await run('--drain -r 10.0.0.2 --force')).toEqual(DONE);
    expect(await table()).toBe(without('10.0.0.2'));
    expect(await run('--undrain -r 10.0.0.2')).toEqual(DONE);
    expect(await table()).toBe(RULES);
  });

  it('is only shown with --dry-run', async () => {
    const drained = await run('--drain -r 10.0.0.1 --dry-run');
    expect(drained).toMatchObject({ status: 1, stderr: '' });
    expect(await table()).toBe(RULES);
    expect(existsSync(NOTES)).toBe(false);
    expect(await run('-R', drained.stdout)).toEqual(DONE);
    expect(await table()).toBe(without('10.0.0.1'));

    await load(RULES);
    expect(await run('--drain -r 10.0.0.1')).toEqual(DONE);
    const back = await run('--undrain -r 10.0.0.1 --dry-run');
    expect(back).toEqual({ status: 1, stdout: OF_MACHINE.join(''), stderr: '' });
    expect(await table()).toBe(without('10.0.0.1'));
    expect(await run('--undrain -r 10.0.0.1')).toEqual(DONE);
    expect(await run('--undrain -r 10.0.0.1 --dry-run')).toEqual(DONE);
  });

  it('is told as JSON', async () => {
    const { stdout } = await run('--drain -r 10.0.0.1:80 --leave --json');
    expect(drain.parse(JSON.parse(stdout))).toEqual({
      outcome: 'drained',
      servers: [
        {
          service: { protocol: 'tcp', address: '192.0.2.1', port: 80 },
          server: { address: '10.0.0.1', port: 80 },
          weight: 3,
          activeConnections: 0,
          persistentConnections: 0,
        },
      ],
      withoutServer: [],
      commands: ['-e -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 0'],
    });
    const back = await run('--undrain -r 10.0.0.1 --json');
    expect(undrain.parse(JSON.parse(back.stdout))).toMatchObject({
      outcome: 'done',
      servers: [{ server: { port: 80 }, result: 'restored' }],
      commands: ['-e -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 3'],
    });
  });

  it('keeps what others have made of it meanwhile, which is told', async () => {
    expect(await run('--drain -r 10.0.0.1')).toEqual(DONE);
    const changed = '-a -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 2\n';
    expect(await run('-R', `-D -f 7\n${changed}`)).toEqual(DONE);
    const { status, stdout, stderr } = await run('--undrain -r 10.0.0.1');
    expect({ status, stdout, stderr: stderr.split('\n') }).toEqual({
      status: 1,
      stdout: '',
      stderr: [
        `changed since it was drained, so left as it is: ${changed.trim()} (it was: ${OF_MACHINE[0]?.trim()})`,
        'there is no -f 7 any more, so not done: -a -f 7 -r 10.0.0.1:0 -g -w 5',
        '',
      ],
    });
    expect(await table()).toContain(changed);
    expect(await table()).toContain(OF_MACHINE[1]);
    // The next draining begins anew.
    expect(await run('--drain -r 10.0.0.1')).toEqual(DONE);
    expect(await run('--undrain -r 10.0.0.1')).toEqual(DONE);
    expect(await table()).toContain(changed);
  });

  it('that somebody has given a weight since is drained from that', async () => {
    expect(await run('--drain -r 10.0.0.1:80 --leave')).toEqual(DONE);
    expect(await run('-e -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 9')).toEqual(DONE);
    expect(await run('--drain -r 10.0.0.1:80')).toEqual(DONE);
    expect(await run('--undrain -r 10.0.0.1')).toEqual(DONE);
    expect(await table()).toContain('-r 10.0.0.1:80 -m -w 9\n');
  });

  it('that is nowhere is told', async () => {
    const unknown = { status: 255, stdout: '', stderr: 'no virtual service has the real server 10.0.0.99\n' };
    expect(await run('--drain -r 10.0.0.1,10.0.0.99')).toEqual(unknown);
    expect(await run('--undrain -r 10.0.0.1,10.0.0.99')).toEqual(unknown);
    expect(await table()).toBe(RULES);
    expect(await run('--undrain -r 10.0.0.1')).toEqual(DONE);
  });

  it('with a note that is no note is not drained', async () => {
    expect(await run('--drain -r 10.0.0.1:80')).toEqual(DONE);
    const state = await table();
    writeFileSync(noteOf('10.0.0.1'), '-A -t 192.0.2.1:80\n');
    for (const command of ['--drain', '--undrain']) {
      expect(await run(`${command} -r 10.0.0.1`)).toEqual({
        status: 1,
        stdout: '',
        stderr: '/var/lib/ipvsadm/host/drained/10.0.0.1: line 1 does not add a real server\n',
      });
    }
    expect(await table()).toBe(state);
  });
});

describe('with connections', () => {
  let server: Server;
  let port = 5130;
  let other = 0;
  beforeAll(async () => {
    server = await listen(5121);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    [port, other] = [port + 2, port + 3];
    const rules = [port, other].map(
      (one) =>
        `-A -t ${LOOPBACK}:${one} -s fo\n-a -t ${LOOPBACK}:${one} -r ${LOOPBACK}:5121 -m -w 3\n` +
        `-a -t ${LOOPBACK}:${one} -r 192.168.9.9:80 -m -w 1\n`,
    );
    await load(rules.join(''));
  });
  const weights = async (): Promise<string[]> =>
    [...(await table()).matchAll(new RegExp(`-r ${LOOPBACK}:5121 -m -w (\\d+)`, 'g'))].map(([, weight = '']) => weight);
  const until = async (done: () => Promise<boolean>): Promise<void> => {
    while (!(await done())) await setTimeout(20);
  };

  it('is waited for in all services, and a killed draining is finished by the next', async () => {
    const before = await table();
    const socket = await hold(other);
    const draining = start(`--drain -r ${LOOPBACK}`);
    await until(async () => (await weights()).join() === '0,0');
    await setTimeout(600);
    expect(draining.exitCode).toBeNull();
    draining.kill('SIGKILL');
    await once(draining, 'close');
    socket.resetAndDestroy();
    expect(await run(`--drain -r ${LOOPBACK}`)).toEqual(DONE);
    expect(await weights()).toEqual([]);
    expect(await run(`--undrain -r ${LOOPBACK}`)).toEqual(DONE);
    expect(await table()).toBe(before);
  });

  it('ends the draining when it is taken back meanwhile, and nothing is deleted', async () => {
    const before = await table();
    const socket = await hold(port);
    const draining = run(`--drain -r ${LOOPBACK}`);
    await until(async () => (await weights()).join() === '0,0');
    expect(await run(`--undrain -r ${LOOPBACK}`)).toEqual(DONE);
    expect(await draining).toEqual({
      status: 255,
      stdout: '',
      stderr:
        `-t ${LOOPBACK}:${port} -r ${LOOPBACK}:5121 has weight 3 again: nothing is deleted\n` +
        'hint: another program has set it meanwhile\n',
    });
    socket.resetAndDestroy();
    expect(await table()).toBe(before);
  });

  it('says how to take it back when a signal ends the waiting', async () => {
    const socket = await hold(port);
    const draining = start(`--drain -r ${LOOPBACK}`);
    let told = '';
    draining.stderr.on('data', (text) => {
      told += text;
    });
    await until(async () => (await weights()).join() === '0,0');
    await setTimeout(300);
    draining.kill('SIGINT');
    expect(await once(draining, 'close')).toEqual([130, null]);
    expect(told).toBe(
      `interrupted: ${LOOPBACK} gets no new connections; active ones that are left: 1\n` +
        `hint: to take it back, ipvsadm --undrain -r ${LOOPBACK}\n`,
    );
    socket.resetAndDestroy();
  });

  it('is left at weight 0 when the limit has passed, which is told', async () => {
    const socket = await hold(port);
    const { status, stdout, stderr } = await run(`--drain -r ${LOOPBACK} --leave --limit 1 --json`);
    expect(drain.parse(JSON.parse(stdout))).toMatchObject({
      outcome: 'limit',
      servers: [{ weight: 3, activeConnections: 1 }, { activeConnections: 0 }],
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        `not drained in 1 s: ${LOOPBACK} gets no new connections; active ones that are left: 1\n` +
        `hint: to take it back, ipvsadm --undrain -r ${LOOPBACK}\n`,
    });
    expect(await weights()).toEqual(['0', '0']);
    socket.resetAndDestroy();
  });

  it('waits for known clients of a persistent service', async () => {
    await load((await table()).replace(`${LOOPBACK}:${port} -s fo`, `${LOOPBACK}:${port} -s fo -p 60`));
    (await hold(port)).resetAndDestroy();
    const { status, stderr } = await run(`--drain -r ${LOOPBACK} --leave --limit 1`);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        `not drained in 1 s: ${LOOPBACK} gets new connections of known clients only; ` +
        'active ones that are left: 0, persistent clients: 1\n' +
        `hint: to take it back, ipvsadm --undrain -r ${LOOPBACK}; ` +
        'to keep known clients away, set sysctl net.ipv4.vs.expire_quiescent_template to 1 (LVS205)\n',
    });
  });
});

it('in 300 services is quick', async () => {
  const rules = Array.from({ length: 300 }, (_, i) => {
    const service = `-t 10.1.${Math.floor(i / 250)}.${(i % 250) + 1}:80`;
    return `-A ${service} -s rr\n-a ${service} -r 10.2.0.1:80 -m -w ${i + 1}\n-a ${service} -r 10.2.0.2:80 -m -w 1\n`;
  });
  await load(rules.join(''));
  const before = await table();
  const began = performance.now();
  expect(await run('--drain -r 10.2.0.1')).toEqual(DONE);
  expect((await clients.client.services()).length).toBe(300);
  expect(await table()).not.toContain('10.2.0.1');
  expect(await run('--undrain -r 10.2.0.1')).toEqual(DONE);
  expect(await table()).toBe(before);
  expect(performance.now() - began).toBeLessThan(10_000);
});

describe('is noted', () => {
  const RULE = '-A -t 192.0.2.1:80 -s rr\n-a -t 192.0.2.1:80 -r 10.0.0.1:80 -g -w 1\n';
  /** Drains by force in another network namespace, and returns what is noted there. */
  const drainIn = (enter: string, note: string): string => {
    const script =
      `${enter} sh -c 'ip link set lo up && printf "%s" "$RULE" | "$@" -R && exec "$@" --drain -r 10.0.0.1 --force' ` +
      `sh "$@" && cat ${note}`;
    const [program, ...rest] = words('sh', '-c', script, 'sh', ...OURS);
    const { stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8', env: { ...process.env, RULE } });
    expect(stderr).toBe('');
    return stdout.replace(/^#.*\n/, '');
  };
  const NOTE = RULE.slice(RULE.indexOf('-a'));

  it('by the name of a network namespace', () => {
    const note = '/var/lib/ipvsadm/netns-blue/drained/10.0.0.1';
    expect(drainIn('ip netns add blue && ip netns exec blue', note)).toBe(NOTE);
  });

  it('until a reboot for one without a name', () => {
    expect(drainIn('unshare --net', '/run/ipvsadm/net-*/drained/10.0.0.1')).toBe(NOTE);
  });
});
