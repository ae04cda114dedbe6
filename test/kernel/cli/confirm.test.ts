/** `--apply --confirm`, `--confirm`, `--rollback` and the lock: processes with a /run of their own. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { namesIn } from '../../../src/cli/files/names-in.ts';
import { hold, LOOPBACK, listen } from './connections.ts';
import { OURS } from './outcome.ts';
import { DONE, useCommandLine } from './session.ts';
import { useOwnState } from './state.ts';

const { table, load, clients } = useCommandLine();
const { run, start, words, folder } = useOwnState();
const STATE = join(folder, 'run/ipvsadm/host');
const RULES = join(folder, 'rules');

const OLD = `-A -t 192.0.2.1:80 -s wrr
-a -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 3 -x 9
-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 1
-A -t 192.0.2.2:80 -s rr -p 60
-a -t 192.0.2.2:80 -r 10.0.0.1:80 -g -w 1
-A -f 7 -s rr
`;
const NEW = `-A -t 192.0.2.1:80 -s wlc
-a -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 5
-a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1
-A -t 192.0.2.3:80 -s rr
-a -t 192.0.2.3:80 -r 10.0.0.1:80 -g -w 1
-A -f 7 -s rr
`;
const told = (seconds: number) => ({
  ...DONE,
  stdout: `taken back in ${seconds} s, unless by then: ipvsadm --confirm\n`,
});
const NONE = { status: 1, stdout: '', stderr: 'no change waits for confirmation\n' };

beforeEach(async () => {
  rmSync(STATE, { recursive: true, force: true });
  writeFileSync(RULES, NEW);
  await load(OLD);
});
/** What waits for a change ends when that is gone. */
afterEach(async () => {
  rmSync(STATE, { recursive: true, force: true });
  await clients.client.change({ type: 'set-timeouts', timeouts: { tcp: 900, tcpFin: 120, udp: 300 } });
});

const apply = (more: string) => run(`--apply ${RULES} ${more}`);
const becomes = (rules: string) => expect.poll(table, { timeout: 20_000, interval: 100 }).toBe(rules);
const isPending = (): boolean => existsSync(join(STATE, 'pending'));

describe('an applied change', () => {
  it('comes back when nobody confirms it', async () => {
    expect(await apply('--confirm=2')).toEqual(told(2));
    expect(await table()).toBe(NEW);
    await becomes(OLD);
    await expect.poll(isPending).toBe(false);
    const late = await run('--confirm');
    expect(late).toMatchObject({ status: 1, stdout: '' });
    expect(late.stderr).toMatch(
      /^no change waits for confirmation\nhint: the last change was not confirmed, and was taken back at \d{4}-\S+Z\n$/,
    );
    expect(await apply('')).toEqual(DONE);
    expect(await table()).toBe(NEW);
  });

  it('stays when it is confirmed', async () => {
    expect(await apply('--confirm 2')).toEqual(told(2));
    expect(await run('--confirm')).toEqual(DONE);
    await setTimeout(2500);
    expect(await table()).toBe(NEW);
    expect(await run('--confirm')).toEqual(NONE);
    expect(await run('--rollback')).toEqual(NONE);
  });

  it('is taken back by hand', async () => {
    expect(await apply('--confirm')).toEqual(told(120));
    expect(await run('--rollback')).toEqual(DONE);
    expect(await table()).toBe(OLD);
    expect(await run('--rollback')).toEqual(NONE);
  });

  it('keeps the table as it was as rules', async () => {
    expect(await apply('--confirm')).toEqual(told(120));
    expect(readFileSync(join(STATE, 'pending/before'), 'utf8')).toBe(`--set 900 120 300\n${OLD}`);
    expect(await run('--confirm')).toEqual(DONE);
  });

  it('brings timeouts back, and weights that it kept stay', async () => {
    writeFileSync(RULES, `--set 800 0 0\n${NEW}`);
    expect(await apply('--confirm --keep-weights')).toEqual(told(120));
    expect(await table()).toContain('-r 10.0.0.1:80 -m -w 3\n');
    expect(await run('-L --timeout')).toMatchObject({ stdout: expect.stringContaining(' 800 120 300') });
    expect(await run('--rollback')).toEqual(DONE);
    expect(await table()).toBe(OLD);
    expect(await run('-L --timeout')).toMatchObject({ stdout: expect.stringContaining(' 900 120 300') });
  });

  it('keeps the connections of what stays, there and back', async () => {
    const server = await listen(5221);
    const service = `-A -t ${LOOPBACK}:5231 -s rr\n-a -t ${LOOPBACK}:5231 -r ${LOOPBACK}:5221 -m -w 1\n`;
    await load(`${service}${OLD}`);
    const socket = await hold(5231);
    writeFileSync(RULES, `${service.replace('-w 1', '-w 4')}${NEW}`);
    expect(await apply('--confirm 1')).toEqual(told(1));
    await becomes(`${service}${OLD}`);
    const [held] = await clients.client.destinations({ protocol: 'tcp', address: LOOPBACK, port: 5231 });
    expect(held?.activeConnections).toBe(1);
    socket.resetAndDestroy();
    server.close();
  });

  it('that changes nothing waits, too', async () => {
    writeFileSync(RULES, OLD);
    expect(await apply('--confirm')).toEqual(told(120));
    expect(await run('--confirm')).toEqual(DONE);
  });

  it('is refused as ever where the rules are wrong, and nothing waits', async () => {
    writeFileSync(RULES, `${NEW}-A -t 192.0.2.1:80\n`);
    expect(await apply('--confirm')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'line 7: -A -t 192.0.2.1:80 -s wlc: Service already exists\n',
    });
    expect([await table(), isPending()]).toEqual([OLD, false]);
  });

  it('is not made where it could not be noted', async () => {
    rmSync(STATE, { recursive: true, force: true });
    mkdirSync(join(folder, 'run/ipvsadm'), { recursive: true });
    writeFileSync(STATE, '');
    expect(await apply('--confirm')).toEqual({
      status: 255,
      stdout: '',
      stderr: 'cannot write /run/ipvsadm/host/pending: ENOTDIR\n',
    });
    expect(await table()).toBe(OLD);
    // Without --confirm there is only no lock.
    expect(await apply('')).toEqual(DONE);
    expect(await table()).toBe(NEW);
  });
});

describe('what others have changed meanwhile', () => {
  it('stays, and is told', async () => {
    expect(await apply('--confirm')).toEqual(told(120));
    const others =
      '-e -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 7\n' + // what the change has edited
      '-a -t 192.0.2.3:80 -r 10.0.0.9:80 -g -w 1\n' + // in a service that it has added
      '-A -t 192.0.2.4:80 -s rr\n' + // what it has not touched
      '-E -f 7 -s wrr\n';
    expect(await run('-R', others)).toEqual(DONE);
    const { status, stdout, stderr } = await run('--rollback');
    expect({ status, stdout, lines: stderr.split('\n').sort() }).toEqual({
      status: 1,
      stdout: '',
      lines: [
        '',
        'changed by others, and left; as before it would be -D -t 192.0.2.3:80',
        'changed by others, and left; as before it would be -D -t 192.0.2.4:80',
        'changed by others, and left; as before it would be -E -f 7 -s rr',
        'changed by others, and left; as before it would be -e -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 3 -x 9',
      ],
    });
    expect(await table()).toBe(`-A -t 192.0.2.1:80 -s wrr
-a -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 7
-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 1
-A -t 192.0.2.2:80 -s rr -p 60
-a -t 192.0.2.2:80 -r 10.0.0.1:80 -g -w 1
-A -t 192.0.2.3:80 -s rr
-a -t 192.0.2.3:80 -r 10.0.0.9:80 -g -w 1
-A -t 192.0.2.4:80 -s rr
-A -f 7 -s wrr
`);
  });

  it('is told to who comes too late', async () => {
    expect(await apply('--confirm 4')).toEqual(told(4));
    expect(await run('-e -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 7')).toEqual(DONE);
    await expect.poll(isPending, { timeout: 20_000 }).toBe(false);
    await setTimeout(300);
    expect((await run('--confirm')).stderr).toMatch(/taken back at \S+Z\nchanged by others, and left; .* -w 3 -x 9\n$/);
  });
});

describe('comes back when', () => {
  it('the process is killed between', async () => {
    // A table that takes a while.
    const many = Array.from({ length: 3000 }, (_, i) => `-A -t 10.9.${i >> 8}.${i & 255}:80 -s rr\n`).join('');
    writeFileSync(RULES, NEW + many);
    const applying = start(`--apply ${RULES} --confirm=3`);
    while ((await clients.client.services()).length < 200) await setTimeout(2);
    applying.kill('SIGKILL');
    await once(applying, 'close');
    expect(await table()).not.toBe(OLD);
    await becomes(OLD);
  });

  it('the session and its terminal are gone', async ({ skip }) => {
    if (spawnSync('script', ['--version']).error !== undefined) skip('there is no script(1) here');
    const line = words(...OURS, '--apply', RULES, '--confirm', '3').map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    // What is typed at a login. Its end hangs up the terminal.
    const session = spawn('script', ['-qfec', `${line.join(' ')}; sleep 60`, '/dev/null'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await becomes(NEW);
    await setTimeout(300);
    expect(session.exitCode).toBeNull();
    session.kill('SIGKILL');
    await once(session, 'exit');
    expect(await table()).toBe(NEW);
    await becomes(OLD);
  });

  it('all of its process group are killed', async () => {
    const [program, ...rest] = words(...OURS, '--apply', RULES, '--confirm', '3');
    const session = spawn('sh', ['-c', '"$@"; sleep 60', 'sh', program, ...rest], { detached: true, stdio: 'ignore' });
    await becomes(NEW);
    await setTimeout(300);
    if (session.pid !== undefined) process.kill(-session.pid, 'SIGKILL');
    expect(await table()).toBe(NEW);
    await becomes(OLD);
  });

  it('what waits for it gets SIGHUP', async () => {
    expect(await apply('--confirm 3')).toEqual(told(3));
    process.kill(Number(readFileSync(join(STATE, 'pending/watched'), 'utf8')), 'SIGHUP');
    await setTimeout(500);
    expect(await table()).toBe(NEW);
    await becomes(OLD);
  });

  it('what waits for it is killed, and somebody rolls back by hand', async () => {
    expect(await apply('--confirm 1')).toEqual(told(1));
    process.kill(Number(readFileSync(join(STATE, 'pending/watched'), 'utf8')), 'SIGKILL');
    await setTimeout(2600);
    expect(await apply('')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'a change waits for confirmation, and its time is over\n' +
        'hint: ipvsadm --confirm keeps it, ipvsadm --rollback takes it back now\n',
    });
    expect(await run('--rollback')).toEqual(DONE);
    expect(await table()).toBe(OLD);
  });
});

it('what waits has no terminal, no session and no files of who began it', async () => {
  expect(await apply('--confirm 30')).toEqual(told(30));
  const pid = readFileSync(join(STATE, 'pending/watched'), 'utf8').trim();
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  // Its parent is the first process, or one that takes in orphans; its session its own; its terminal none.
  expect({ session: stat[3], terminal: stat[4] }).toEqual({ session: pid, terminal: '0' });
  const files = [0, 1, 2].map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  expect(files).toEqual(['/dev/null', '/dev/null', '/dev/null']);
  expect(await run('--confirm')).toEqual(DONE);
  // It notices.
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 5000 }).toBe(false);
});

describe('while a change waits', () => {
  it('no other is made, with one line that says what to do', async () => {
    expect(await apply('--confirm 60')).toEqual(told(60));
    for (const line of [`--apply ${RULES}`, `--apply ${RULES} --confirm 3`]) {
      const { status, stdout, stderr } = await run(line);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(
        /^a change waits for confirmation, and it is taken back in \d\d s\nhint: ipvsadm --confirm keeps it, .* now\n$/,
      );
    }
    expect(await run(`--apply ${RULES} --dry-run`)).toEqual(DONE);
    expect(await run('--rollback')).toEqual(DONE);
    expect(await apply('')).toEqual(DONE);
  });

  it('one that was confirmed is not taken for the next', async () => {
    expect(await apply('--confirm 1')).toEqual(told(1));
    expect(await run('--confirm')).toEqual(DONE);
    expect(await apply('--confirm 30')).toEqual(told(30));
    await setTimeout(1500);
    expect([await table(), isPending()]).toEqual([NEW, true]);
    expect(await run('--confirm')).toEqual(DONE);
  });
});

describe('the lock', () => {
  const SLOW = Array.from({ length: 4000 }, (_, i) => `-A -t 10.9.${i >> 8}.${i & 255}:80 -s rr\n`).join('');

  it('keeps two that apply apart: the table is that of one of them, whole', async () => {
    const other = join(folder, 'other');
    writeFileSync(RULES, SLOW);
    writeFileSync(other, SLOW.replaceAll('10.9.', '10.8.'));
    const outcomes = await Promise.all([RULES, other, RULES, other].map((file) => run(`--apply ${file}`)));
    expect(outcomes).toEqual([DONE, DONE, DONE, DONE]);
    expect([SLOW, SLOW.replaceAll('10.9.', '10.8.')]).toContain(await table());
    expect(readdirSync(join(STATE, 'lock'))).toEqual([]);
  });

  it('of a process that was killed is nobody’s', async () => {
    writeFileSync(RULES, SLOW);
    const applying = start(`--apply ${RULES}`);
    // As early as it has the lock: what is killed later may have ended by then.
    while (namesIn(join(STATE, 'lock')).length === 0) await setTimeout(2);
    applying.kill('SIGKILL');
    await once(applying, 'close');
    expect(readdirSync(join(STATE, 'lock'))).toHaveLength(1);
    expect(await apply('')).toEqual(DONE);
    expect(readdirSync(join(STATE, 'lock'))).toEqual([]);
  });

  it('is waited for, and not for ever', async () => {
    mkdirSync(join(STATE, 'lock'), { recursive: true });
    const began = readFileSync(`/proc/${process.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')[19];
    const ticket = join(STATE, 'lock', `${process.pid}-${began}`);
    writeFileSync(ticket, '');
    const waiting = apply('');
    await setTimeout(1500);
    expect(await table()).toBe(OLD);
    rmSync(ticket);
    expect(await waiting).toEqual(DONE);
    writeFileSync(ticket, '');
    expect(await run('--confirm')).toEqual({
      status: 2,
      stdout: '',
      stderr: `process ${process.pid} changes the table, and has not ended for 10 s\nhint: nothing was changed: try again\n`,
    });
    expect(readdirSync(join(STATE, 'lock'))).toHaveLength(1);
  });
});
